package io.posthorn.storage;

import io.posthorn.message.MessageView;
import java.util.List;

/**
 * A page of messages. An engine may stop early; only {@code next} tells whether there is more.
 *
 * @param messages in the order asked for
 * @param next the {@code from} of the next page; 0 = no more
 */
public record Page(List<MessageView> messages, long next) {
  /** Nothing, and no more. */
  public static final Page EMPTY = new Page(List.of(), 0);
}
