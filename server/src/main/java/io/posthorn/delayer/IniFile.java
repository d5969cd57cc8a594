package io.posthorn.delayer;

import io.posthorn.config.ConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads INI text as Delayer's configuration is written: {@code [section]}, {@code key = value} or
 * {@code key: value}, comments from {@code ;} or {@code #} on (within a value, too, unless it is
 * quoted), quotes {@code '…'}, {@code "…"}, {@code """…"""} and backticks (the last two over
 * several lines), and a backslash at the end of a line that goes on in the next. Of a key that
 * comes twice the last counts.
 */
final class IniFile {
  private static final String COMMENT = ";#";
  private static final List<String> LONG_QUOTES = List.of("\"\"\"", "`");
  private static final List<String> QUOTES = List.of("\"", "'");

  private final String name;
  private final List<String> lines;
  private final Map<String, String> values = new LinkedHashMap<>();
  private int at;

  private IniFile(String name, List<String> lines) {
    this.name = name;
    this.lines = lines;
  }

  /**
   * The values of {@code text} by {@code section.key}, in order.
   *
   * @param name of the file, for errors
   * @throws ConfigException naming the line that is none of the above
   */
  static Map<String, String> read(String name, String text) {
    IniFile file = new IniFile(name, new ArrayList<>(text.lines().toList()));
    file.read();
    return file.values;
  }

  private void read() {
    String section = "";
    for (; at < lines.size(); at++) {
      String line = (at == 0 ? withoutMark(lines.get(0)) : lines.get(at)).strip();
      if (line.isEmpty() || isComment(line)) {
        continue;
      }
      if (line.startsWith("[")) {
        section = section(line);
      } else {
        value(section, line);
      }
    }
  }

  private String section(String line) {
    int end = line.indexOf(']');
    if (end < 0) {
      throw wrong(line, "[section]");
    }
    return line.substring(1, end).strip();
  }

  private void value(String section, String line) {
    int separator = first(line, "=:");
    if (separator < 1) {
      throw wrong(line, "key = value");
    }
    String key = line.substring(0, separator).strip();
    String rest = line.substring(separator + 1).strip();
    values.put(section.isEmpty() ? key : section + "." + key, value(rest));
  }

  private String value(String rest) {
    for (String quote : LONG_QUOTES) {
      if (rest.startsWith(quote)) {
        return longQuoted(rest.substring(quote.length()), quote);
      }
    }
    String joined = rest;
    while (joined.endsWith("\\")) {
      joined = joined.substring(0, joined.length() - 1);
      if (++at < lines.size()) {
        joined += lines.get(at).strip();
      }
    }
    for (String quote : QUOTES) {
      int end = joined.startsWith(quote) ? joined.indexOf(quote, 1) : -1;
      if (end > 0 && endsAfter(joined.substring(end + 1))) {
        return joined.substring(1, end);
      }
    }
    int comment = first(joined, COMMENT);
    return comment < 0 ? joined : joined.substring(0, comment).strip();
  }

  private String longQuoted(String rest, String quote) {
    int begin = at;
    StringBuilder value = new StringBuilder(rest);
    while (value.indexOf(quote) < 0) {
      if (++at >= lines.size()) {
        at = begin;
        throw wrong(lines.get(begin).strip(), "a closing " + quote);
      }
      value.append('\n').append(lines.get(at));
    }
    int end = value.indexOf(quote);
    if (!endsAfter(value.substring(end + quote.length()))) {
      throw wrong(lines.get(at).strip(), "nothing but a comment after " + quote);
    }
    return value.substring(0, end);
  }

  private static boolean endsAfter(String rest) {
    return rest.isBlank() || isComment(rest.strip());
  }

  private static boolean isComment(String line) {
    return COMMENT.indexOf(line.charAt(0)) >= 0;
  }

  private static int first(String text, String characters) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Some editors begin a file of UTF-8 with a mark of the byte order. */
  private static String withoutMark(String line) {
    return line.startsWith("\ufeff") ? line.substring(1) : line;
  }

  /** Shows no more of a line than its key: what follows may be a password. */
  private ConfigException wrong(String line, String expected) {
    int separator = first(line, "=:");
    String shown = separator < 0 ? line : line.substring(0, separator).strip();
    return new ConfigException(
        name + " line " + (at + 1) + ": '" + shown + "' (expected: " + expected + ")");
  }
}
