package io.posthorn.console;

/** HTML while it is written: texts are escaped, elements closed. Belongs to one thread. */
final class Markup {
  private final StringBuilder out = new StringBuilder(1 << 16);

  /** Adds a text. */
  Markup text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        default -> out.append(c);
      }
    }
    return this;
  }

  /**
   * Adds an element.
   *
   * @param content adds what is in it
   * @param attributes name, value, name, value...
   */
  Markup element(String name, Runnable content, String... attributes) {
    single(name, attributes);
    content.run();
    out.append("</").append(name).append('>');
    return this;
  }

  /** Adds an element with a text in it; none where that is empty. */
  Markup element(String name, String text, String... attributes) {
    return text.isEmpty() ? this : element(name, () -> text(text), attributes);
  }

  /** Adds an element that has nothing in it and no end. */
  Markup single(String name, String... attributes) {
    out.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      text(attributes[i + 1]);
      out.append('"');
    }
    out.append('>');
    return this;
  }

  /** Ends a line of the source. */
  Markup line() {
    out.append('\n');
    return this;
  }

  /** The page so far, with its doctype. */
  @Override
  public String toString() {
    return "<!doctype html>\n" + out;
  }
}
