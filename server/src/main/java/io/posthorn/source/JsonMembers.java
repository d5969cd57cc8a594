package io.posthorn.source;

import io.posthorn.redis.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Reads the top level of a JSON text as async-http-post's property tree does: bytes beyond ASCII
 * and control characters in strings pass as they are, in whatever charset, and numbers keep their
 * digits. Works on bytes without recursion, so that no item harms it. For one thread.
 */
final class JsonMembers {
  /**
   * One member of the top level.
   *
   * @param key its name, unescaped
   * @param text a string unescaped, or what is written of a number, true, false and null
   */
  record Member(Bytes key, Bytes text) {}

  /** Most members; each takes far more memory than its bytes. */
  static final int MOST = 100_000;

  private static final int END = -1;
  private static final int HIGH = 0xd800;
  private static final int LOW = 0xdc00;
  private static final int LAST = 0xdfff;

  private final byte[] item;
  private final boolean nestedAsJson;
  private int at;

  private JsonMembers(byte[] item, boolean nestedAsJson) {
    this.item = item;
    this.nestedAsJson = nestedAsJson;
  }

  /**
   * The members of the object that {@code item} is; none if it is the empty array, as PHP writes an
   * object without members.
   *
   * @param nestedAsJson whether the text of objects and arrays is what is written, else nothing
   */
  static List<Member> of(byte[] item, boolean nestedAsJson) throws ItemException {
    return new JsonMembers(item, nestedAsJson).read();
  }

  private List<Member> read() throws ItemException {
    if (item.length >= 3
        && item[0] == (byte) 0xef
        && item[1] == (byte) 0xbb
        && item[2] == (byte) 0xbf) {
      at = 3;
    }
    List<Member> members = new ArrayList<>();
    int first = next();
    if (first == '[') {
      at++;
      if (next() != ']') {
        throw new ItemException("an array (expected: an object)");
      }
      at++;
    } else if (first == '{') {
      at++;
      members(members);
    } else {
      throw wrong(first == END ? "the end" : "no object", "an object");
    }
    if (next() != END) {
      throw wrong("more text", "nothing after the object");
    }
    return members;
  }

  private void members(List<Member> members) throws ItemException {
    if (next() == '}') {
      at++;
      return;
    }
    while (true) {
      if (members.size() == MOST) {
        throw wrong("another member", "at most " + MOST);
      }
      members.add(member());
      int c = next();
      at++;
      if (c == '}') {
        return;
      }
      if (c != ',') {
        at--;
        throw wrong("no comma", "',' or '}'");
      }
    }
  }

  private Member member() throws ItemException {
    Bytes key = key();
    int c = next();
    int from = at;
    if (c == '{' || c == '[') {
      skip();
      return new Member(key, nestedAsJson ? Bytes.of(item, from, at) : Bytes.EMPTY);
    }
    return new Member(key, c == '"' ? string() : literal());
  }

  private Bytes key() throws ItemException {
    if (next() != '"') {
      throw wrong("no name", "a name in quotes");
    }
    Bytes key = string();
    if (next() != ':') {
      throw wrong("no colon", "':'");
    }
    at++;
    return key;
  }

  /** Passes an object or array, checking it; a bit for each level says whether it is an object. */
  private void skip() throws ItemException {
    BitSet objects = new BitSet();
    int depth = 0;
    boolean value = true;
    while (value || depth > 0) {
      int c = next();
      if (value) {
        value = false;
        if (c == '{' || c == '[') {
          at++;
          objects.set(depth++, c == '{');
          if (next() != (c == '{' ? '}' : ']')) {
            value = true;
            if (c == '{') {
              key();
            }
          }
        } else if (c == '"') {
          string();
        } else {
          literal();
        }
      } else if (c == ',') {
        at++;
        value = true;
        if (objects.get(depth - 1)) {
          key();
        }
      } else if (c == (objects.get(depth - 1) ? '}' : ']')) {
        at++;
        depth--;
      } else {
        throw wrong("no comma", "',' or the end of the object or array");
      }
    }
  }

  private Bytes string() throws ItemException {
    int from = ++at;
    int to = from;
    boolean escapes = false;
    while (to < item.length && item[to] != '"') {
      escapes |= item[to] == '\\';
      to += item[to] == '\\' ? 2 : 1;
    }
    if (to < item.length && !escapes) {
      at = to + 1;
      return Bytes.of(item, from, to);
    }
    return unescaped(to - from);
  }

  private Bytes unescaped(int most) throws ItemException {
    var text = new ByteArrayOutputStream(most);
    while (true) {
      int c = here();
      if (c == END) {
        throw wrong("the end", "'\"'");
      }
      at++;
      if (c == '"') {
        return Bytes.of(text.toByteArray());
      }
      if (c == '\\') {
        escape(text);
      } else {
        text.write(c);
      }
    }
  }

  private void escape(ByteArrayOutputStream text) throws ItemException {
    int c = here();
    at++;
    switch (c) {
      case '"', '\\', '/' -> text.write(c);
      case 'b' -> text.write('\b');
      case 'f' -> text.write('\f');
      case 'n' -> text.write('\n');
      case 'r' -> text.write('\r');
      case 't' -> text.write('\t');
      case 'u' -> unicode(text);
      default -> {
        at--;
        throw wrong("an unknown escape", "one of \"\\/bfnrtu after '\\'");
      }
    }
  }

  private void unicode(ByteArrayOutputStream text) throws ItemException {
    int code = hex();
    if (code >= HIGH && code <= LAST) {
      boolean pair = code < LOW && here() == '\\' && at + 1 < item.length && item[at + 1] == 'u';
      int low = 0;
      if (pair) {
        at += 2;
        low = hex();
      }
      if (low < LOW || low > LAST) {
        throw wrong("half a character", "a pair of surrogates");
      }
      code = Character.toCodePoint((char) code, (char) low);
    }
    if (code < 0x80) {
      text.write(code);
    } else if (code < 0x800) {
      text.write(0xc0 | code >> 6);
      text.write(0x80 | code & 0x3f);
    } else if (code < 0x10000) {
      text.write(0xe0 | code >> 12);
      text.write(0x80 | code >> 6 & 0x3f);
      text.write(0x80 | code & 0x3f);
    } else {
      text.write(0xf0 | code >> 18);
      text.write(0x80 | code >> 12 & 0x3f);
      text.write(0x80 | code >> 6 & 0x3f);
      text.write(0x80 | code & 0x3f);
    }
  }

  private int hex() throws ItemException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(here(), 16);
      if (digit < 0) {
        throw wrong("no digit", "four hexadecimal digits");
      }
      code = code << 4 | digit;
      at++;
    }
    return code;
  }

  private Bytes literal() throws ItemException {
    int from = at;
    switch (here()) {
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
    return Bytes.of(item, from, at);
  }

  private void word(String word) throws ItemException {
    for (int i = 0; i < word.length(); i++, at++) {
      if (here() != word.charAt(i)) {
        throw wrong("an unknown word", word);
      }
    }
  }

  private void number() throws ItemException {
    if (here() == '-') {
      at++;
    }
    if (here() == '0') {
      at++;
    } else {
      digits();
    }
    if (here() == '.') {
      at++;
      digits();
    }
    if (here() == 'e' || here() == 'E') {
      at++;
      if (here() == '+' || here() == '-') {
        at++;
      }
      digits();
    }
  }

  private void digits() throws ItemException {
    if (!isDigit()) {
      throw wrong("no value", "a value");
    }
    while (isDigit()) {
      at++;
    }
  }

  private boolean isDigit() {
    return here() >= '0' && here() <= '9';
  }

  /** The next byte that is not white space, not passed yet. */
  private int next() {
    while (here() == ' ' || here() == '\t' || here() == '\n' || here() == '\r') {
      at++;
    }
    return here();
  }

  private int here() {
    return at < item.length ? item[at] & 0xff : END;
  }

  private ItemException wrong(String found, String expected) {
    return new ItemException(found + " at byte " + at + " (expected: " + expected + ")");
  }
}
