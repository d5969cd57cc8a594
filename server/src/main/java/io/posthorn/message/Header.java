package io.posthorn.message;

import static java.util.Objects.requireNonNull;

/** One header of a request that is sent to a target. */
public record Header(String name, String value) {
  public Header {
    requireNonNull(name, "name");
    requireNonNull(value, "value");
  }
}
