package io.posthorn.source;

import io.posthorn.redis.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The form that an item is posted as, byte for byte that of async-http-post: the members of the
 * object in their order, a value of objects and arrays empty, a key that comes twice both times
 * with its first value. Keys go out as they are unless they hold what would break the form.
 */
final class ItemForm {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
  };

  private final List<JsonMembers.Member> members;

  /** The first value of each key. */
  private final Map<Bytes, Bytes> values;

  private final long length;

  private ItemForm(List<JsonMembers.Member> members, Map<Bytes, Bytes> values) {
    this.members = members;
    this.values = values;
    // Once for each key: a long value may come many times.
    Map<Bytes, Long> lengths = new HashMap<>();
    values.forEach((key, value) -> lengths.put(key, lengthOf(key.array(), value.array())));
    long sum = Math.max(0, members.size() - 1);
    for (JsonMembers.Member member : members) {
      sum += lengths.getOrDefault(member.key(), 0L);
    }
    length = sum;
  }

  /**
   * The form of {@code item}.
   *
   * @param nestedAsJson whether objects and arrays have their JSON as value
   * @throws ItemException when it can't be one: no JSON object, too many members, or a key that is
   *     empty or has a dot
   */
  static ItemForm of(byte[] item, boolean nestedAsJson) throws ItemException {
    List<JsonMembers.Member> members = JsonMembers.of(item, nestedAsJson);
    Map<Bytes, Bytes> values = new HashMap<>();
    for (JsonMembers.Member member : members) {
      check(member.key().array());
      values.putIfAbsent(member.key(), member.text());
    }
    return new ItemForm(members, values);
  }

  /** How many bytes it has; may be many times what the item has. */
  long length() {
    return length;
  }

  /**
   * Its bytes.
   *
   * @throws ItemException when they are more than an array holds
   */
  byte[] bytes() throws ItemException {
    if (length > Integer.MAX_VALUE - 8) {
      throw new ItemException("a form of " + length + " bytes (expected: less than 2 GB)");
    }
    byte[] form = new byte[(int) length];
    int at = 0;
    for (JsonMembers.Member member : members) {
      if (at > 0) {
        form[at++] = '&';
      }
      byte[] key = member.key().array();
      if (breaks(key)) {
        at = encode(key, form, at);
      } else {
        System.arraycopy(key, 0, form, at, key.length);
        at += key.length;
      }
      form[at++] = '=';
      at = encode(value(member), form, at);
    }
    return form;
  }

  private byte[] value(JsonMembers.Member member) {
    return values.getOrDefault(member.key(), Bytes.EMPTY).array();
  }

  private static void check(byte[] key) throws ItemException {
    if (key.length == 0) {
      throw new ItemException("an empty key (expected: a name)");
    }
    for (byte b : key) {
      if (b == '.') {
        throw new ItemException("a key with a dot (expected: none, it would be a path)");
      }
    }
  }

  private static boolean breaks(byte[] key) {
    for (byte b : key) {
      if (b >= 0 && b <= ' ' || b == 0x7f || b == '&' || b == '=' || b == '+' || b == '%') {
        return true;
      }
    }
    return false;
  }

  private static long lengthOf(byte[] key, byte[] value) {
    return (breaks(key) ? encodedLength(key) : key.length) + 1 + encodedLength(value);
  }

  private static long encodedLength(byte[] value) {
    long length = value.length;
    for (byte b : value) {
      if (!plain(b) && b != ' ') {
        length += 2;
      }
    }
    return length;
  }

  /** Appends to {@code form} at {@code at}; answers where it ends. */
  private static int encode(byte[] value, byte[] form, int at) {
    int end = at;
    for (byte b : value) {
      if (plain(b)) {
        form[end++] = b;
      } else if (b == ' ') {
        form[end++] = '+';
      } else {
        form[end++] = '%';
        form[end++] = HEX[b >> 4 & 15];
        form[end++] = HEX[b & 15];
      }
    }
    return end;
  }

  private static boolean plain(byte b) {
    return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '.';
  }
}
