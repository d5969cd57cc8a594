package io.posthorn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the arguments of {@code delayer} as the original's flags were (Go's package flag): one dash
 * or two, a value as {@code -c=FILE} or {@code -c FILE}, {@code -d=false} to switch off, and none
 * after the first argument that is no flag. What it does not know passes unchanged, and is refused
 * there.
 */
final class DelayerArguments {
  private static final Map<String, String> WITH_VALUE =
      Map.of("c", "-c", "configuration", "--configuration");

  private static final Map<String, String> WITHOUT_VALUE =
      Map.of(
          "d", "--daemon",
          "daemon", "--daemon",
          "h", "--help",
          "help", "--help",
          "v", "--version",
          "version", "--version");

  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

  private DelayerArguments() {}

  /** {@code args} as picocli takes them, when the command is {@code delayer}. */
  static String[] translate(String... args) {
    if (args.length == 0 || !args[0].equals("delayer")) {
      return args;
    }
    List<String> result = new ArrayList<>(List.of("delayer"));
    int at = 1;
    while (at < args.length && args[at].length() > 1 && args[at].charAt(0) == '-') {
      String flag = args[at++];
      if (flag.equals("--")) {
        break;
      }
      String name = flag.substring(flag.startsWith("--") ? 2 : 1).replaceFirst("(?s)=.*", "");
      int separator = flag.indexOf('=');
      String withValue = WITH_VALUE.get(name);
      String withoutValue = WITHOUT_VALUE.get(name);
      if (withValue != null) {
        if (separator >= 0) {
          result.add(withValue + flag.substring(separator));
        } else {
          result.add(at < args.length ? withValue + "=" + args[at++] : withValue);
        }
      } else if (withoutValue != null
          && (separator < 0 || TRUE.contains(flag.substring(separator + 1)))) {
        result.add(withoutValue);
      } else if (withoutValue == null || !FALSE.contains(flag.substring(separator + 1))) {
        result.add(flag);
      }
    }
    if (at < args.length) {
      result.add("--");
      result.addAll(List.of(args).subList(at, args.length));
    }
    return result.toArray(String[]::new);
  }
}
