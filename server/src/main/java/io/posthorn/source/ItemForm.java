package io.posthorn.source;

import java.io.ByteArrayOutputStream;
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

  private ItemForm() {}

  /**
   * The form of {@code item}.
   *
   * @param nestedAsJson whether objects and arrays have their JSON as value
   * @throws ItemException when it can't be one: no JSON object, or a key that is empty or has a dot
   */
  static byte[] of(byte[] item, boolean nestedAsJson) throws ItemException {
    List<JsonMembers.Member> members = JsonMembers.of(item);
    Map<Bytes, Bytes> first = new HashMap<>();
    for (JsonMembers.Member member : members) {
      check(member.key().array());
      boolean json = nestedAsJson && member.nested();
      first.putIfAbsent(member.key(), json ? member.json() : member.text());
    }
    var form = new ByteArrayOutputStream(item.length + 32);
    for (JsonMembers.Member member : members) {
      if (form.size() > 0) {
        form.write('&');
      }
      byte[] key = member.key().array();
      if (breaks(key)) {
        encode(key, form);
      } else {
        form.writeBytes(key);
      }
      form.write('=');
      encode(first.getOrDefault(member.key(), Bytes.EMPTY).array(), form);
    }
    return form.toByteArray();
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

  private static void encode(byte[] value, ByteArrayOutputStream form) {
    for (byte b : value) {
      boolean plain =
          b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '.';
      if (plain) {
        form.write(b);
      } else if (b == ' ') {
        form.write('+');
      } else {
        form.write('%');
        form.write(HEX[b >> 4 & 15]);
        form.write(HEX[b & 15]);
      }
    }
  }
}
