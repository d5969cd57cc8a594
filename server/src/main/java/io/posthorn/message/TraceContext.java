package io.posthorn.message;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The place of a message in a distributed trace, as its producer said it: the two headers of W3C
 * Trace Context, level 2 (w3.org/TR/trace-context-2).
 *
 * @param traceparent in version 00: trace id, the producer's span id and flags
 * @param tracestate what tracing systems keep there for themselves, at most {@value #MAX_STATE}
 *     characters; null = nothing
 */
public record TraceContext(String traceparent, @Nullable String tracestate) {
  /** The header of the first. */
  public static final String PARENT_HEADER = "traceparent";

  /** The header of the second. */
  public static final String STATE_HEADER = "tracestate";

  /** Longest {@code tracestate} that is kept: what everybody has to pass on. */
  public static final int MAX_STATE = 512;

  private static final Pattern PARENT =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
  private static final int PARENT_LENGTH = 55;
  private static final int SPAN_AT = 36;
  private static final int FLAGS_AT = 52;

  /** The flags that there are in version 00: sampled, and that the trace id is random. */
  private static final int FLAGS = 3;

  private static final int SAMPLED = 1;

  private static final Pattern MEMBER =
      Pattern.compile("[a-z0-9][a-z0-9_*/@-]{0,255}=[ -+\\--<>-~]{0,255}[!-+\\--<>-~]");
  private static final int MAX_MEMBERS = 32;

  /** Where not all members have room, longer ones go first. */
  private static final int LONG_MEMBER = 128;

  public TraceContext {
    if (traceparent.length() != PARENT_LENGTH) {
      throw new IllegalArgumentException(
          "traceparent: " + traceparent.length() + " characters (expected: " + PARENT_LENGTH + ")");
    }
  }

  /**
   * Reads the two. What a later version adds to the first is left out, and so are the members of
   * the second that have no room.
   *
   * @param tracestate counts as not given when it is malformed
   * @return null when {@code traceparent} is malformed: there is no trace then
   */
  public static @Nullable TraceContext parse(String traceparent, @Nullable String tracestate) {
    Matcher parts = PARENT.matcher(traceparent);
    if (!parts.matches()) {
      return null;
    }
    boolean current = parts.group(1).equals("00");
    boolean valid =
        !parts.group(1).equals("ff")
            && !(current && parts.group(5) != null)
            && !isZero(parts.group(2))
            && !isZero(parts.group(3));
    if (!valid) {
      return null;
    }
    int flags = Integer.parseInt(parts.group(4), 16) & (current ? FLAGS : SAMPLED);
    String parent = "00-" + parts.group(2) + '-' + parts.group(3) + "-0" + flags;
    return new TraceContext(parent, tracestate == null ? null : state(tracestate));
  }

  /** What a span of that id, which is not 0, in the same trace sends as {@code traceparent}. */
  public String traceparentOf(long span) {
    return traceparent.substring(0, SPAN_AT)
        + HexFormat.of().toHexDigits(span)
        + traceparent.substring(FLAGS_AT);
  }

  private static boolean isZero(String hex) {
    return hex.chars().allMatch(c -> c == '0');
  }

  private static @Nullable String state(String header) {
    List<String> members = new ArrayList<>();
    int length = -1;
    for (String part : header.split(",", -1)) {
      String member = part.strip();
      if (!member.isEmpty()) {
        if (members.size() == MAX_MEMBERS || !MEMBER.matcher(member).matches()) {
          return null;
        }
        members.add(member);
        length += member.length() + 1;
      }
    }
    for (int i = members.size() - 1; i >= 0 && length > MAX_STATE; i--) {
      if (members.get(i).length() > LONG_MEMBER) {
        length -= members.remove(i).length() + 1;
      }
    }
    while (length > MAX_STATE) {
      length -= members.remove(members.size() - 1).length() + 1;
    }
    return members.isEmpty() ? null : String.join(",", members);
  }
}
