package io.posthorn.config;

import org.jspecify.annotations.Nullable;

/**
 * The HTQ front, which is served when both are given.
 *
 * @param appKey what requests must send as {@code app_key}; null = not set
 * @param appToken what requests must send as {@code app_token}; null = not set
 */
public record HtqConfig(@Nullable String appKey, @Nullable String appToken) {
  /**
   * Whether it is served.
   *
   * @throws ConfigException when only one of the two is given
   */
  public boolean isServed() {
    if ((appKey == null) != (appToken == null)) {
      throw new ConfigException(
          (appKey == null ? "htq.appKey" : "htq.appToken")
              + " is not set (expected: both htq.appKey and htq.appToken, or neither)");
    }
    return appKey != null;
  }

  /** Leaves both out. */
  @Override
  public String toString() {
    return "HtqConfig[appKey=" + shown(appKey) + ", appToken=" + shown(appToken) + "]";
  }

  private static String shown(@Nullable String secret) {
    return secret == null ? "none" : "***";
  }
}
