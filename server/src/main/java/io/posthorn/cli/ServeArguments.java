package io.posthorn.cli;

import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of {@code serve} as picocli does, but without it: what it learns by
 * reflection takes longer than opening the storage does. Only what is plain is read here; help,
 * mistakes and the like are left to picocli, whose sentences they are answered with.
 */
final class ServeArguments {
  private static final String SWITCH = "--insecure";

  private ServeArguments() {}

  /** The options of {@code serve}; null when picocli has to read {@code args}. */
  static @Nullable ConfigOptions read(String... args) {
    if (args.length == 0 || !args[0].equals("serve")) {
      return null;
    }
    ConfigOptions options = new ConfigOptions();
    for (int i = 1; i < args.length; i++) {
      String name = args[i];
      String value = "";
      int equals = name.indexOf('=');
      if (equals > 0) {
        value = name.substring(equals + 1);
        name = name.substring(0, equals);
      } else if (!name.equals(SWITCH)) {
        if (++i == args.length) {
          return null;
        }
        value = args[i];
      }
      // Options in the place of a value, and files of arguments.
      boolean plain =
          value.isEmpty() == name.equals(SWITCH) && "-@\"'".indexOf((value + " ").charAt(0)) < 0;
      if (!plain || !options.set(name, value)) {
        return null;
      }
    }
    return options;
  }
}
