package io.posthorn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of {@code httpsqs} as the original's getopt did ({@code
 * l:p:x:t:s:c:m:i:a:dh}): letters may be bundled, and what follows a letter that takes a value, or
 * else the whole next argument, is that value, whatever it looks like. Long options are ours and
 * pass unchanged.
 */
final class HttpsqsArguments {
  private static final Map<Character, String> WITH_VALUE =
      Map.of(
          'l',
          "--host",
          'p',
          "--port",
          'x',
          "--data",
          't',
          "--idle-timeout",
          's',
          "--sync-time",
          'c',
          "--cache-nodes",
          'm',
          "--mapped-memory",
          'i',
          "--pid-file",
          'a',
          "--auth");

  private static final Map<Character, String> WITHOUT_VALUE =
      Map.of('d', "--daemon", 'h', "--original-help");

  private HttpsqsArguments() {}

  /** {@code args} with letters replaced by long options, when the command is {@code httpsqs}. */
  static String[] translate(String... args) {
    if (args.length == 0 || !args[0].equals("httpsqs")) {
      return args;
    }
    List<String> result = new ArrayList<>(List.of("httpsqs"));
    for (int i = 1; i < args.length; i++) {
      String argument = args[i];
      if (argument.equals("--")) {
        result.addAll(List.of(args).subList(i, args.length));
        break;
      }
      if (argument.length() < 2 || argument.charAt(0) != '-' || argument.charAt(1) == '-') {
        result.add(argument);
      } else {
        i += letters(argument, i + 1 < args.length ? args[i + 1] : null, result);
      }
    }
    return result.toArray(String[]::new);
  }

  /** Translates one bundle; answers how many further arguments it used up. */
  private static int letters(String bundle, @Nullable String next, List<String> result) {
    for (int at = 1; at < bundle.length(); at++) {
      char letter = bundle.charAt(at);
      String name = WITH_VALUE.get(letter);
      if (name != null) {
        boolean attached = at + 1 < bundle.length();
        if (!attached && next == null) {
          result.add("--original-help");
          return 0;
        }
        result.add(name + "=" + (attached ? bundle.substring(at + 1) : next));
        return attached ? 0 : 1;
      }
      result.add(WITHOUT_VALUE.getOrDefault(letter, "--original-help"));
    }
    return 0;
  }
}
