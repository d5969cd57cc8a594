package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents and shipped files tell to type is there: programs, commands and their options. */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?:bin/|/usr/bin/)posthorn +"
              + "(import (?:httpsqs|htq|delayer)|key (?:create|list|revoke)|[a-z][a-z-]*)([^`|;)\\n]*)");
  private static final Pattern OPTION = Pattern.compile("(?<=\\s)--[a-z][a-z-]*");
  private static final Pattern PROGRAM = Pattern.compile("(?<![\\w/.-])bin/([a-z][a-z-]+)");

  @Test
  void commandsAndOptions_exist() throws IOException {
    var missing = new TreeSet<String>();
    int seen = 0;
    for (Path page : pages()) {
      Matcher command = COMMAND.matcher(Files.readString(page));
      while (command.find()) {
        seen++;
        String help = help(command.group(1));
        if (help.isEmpty()) {
          missing.add(ROOT.relativize(page) + ": " + command.group());
        }
        Matcher option = OPTION.matcher(command.group(2));
        while (option.find()) {
          if (!help.contains(option.group())) {
            missing.add(ROOT.relativize(page) + ": " + command.group());
          }
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(seen).isGreaterThan(60);
  }

  @Test
  void programs_exist() throws IOException {
    var missing = new TreeSet<String>();
    for (Path page : pages()) {
      Matcher program = PROGRAM.matcher(Files.readString(page));
      while (program.find()) {
        if (!Files.isExecutable(ROOT.resolve(program.group()))) {
          missing.add(ROOT.relativize(page) + ": " + program.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void commandTable_hasEveryCommand() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    StringWriter out = new StringWriter();
    Main.run(new PrintWriter(out), new PrintWriter(new StringWriter()), "--help");
    String list = out.toString().substring(out.toString().indexOf("Commands:"));
    Matcher command = Pattern.compile("(?m)^  ([a-z][a-z-]*) ").matcher(list);
    List<String> commands = new ArrayList<>();
    while (command.find()) {
      commands.add(command.group(1));
    }
    assertThat(commands).hasSizeGreaterThan(10);
    assertThat(commands).allSatisfy(each -> assertThat(readme).contains("| `bin/posthorn " + each));
  }

  private static String help(String command) {
    StringWriter out = new StringWriter();
    List<String> args = new ArrayList<>(List.of(command.split(" ")));
    args.add("--help");
    int code =
        Main.run(
            new PrintWriter(out), new PrintWriter(new StringWriter()), args.toArray(String[]::new));
    return code == 0 ? out.toString() : "";
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> root = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> dist = Files.walk(ROOT.resolve("dist/src/deb"))) {
      Stream.concat(root.filter(path -> path.toString().endsWith(".md")), Stream.concat(docs, dist))
          .filter(Files::isRegularFile)
          .filter(path -> !path.toString().matches(".*\\.(png|svg|jpg)"))
          .forEach(pages::add);
    }
    return pages;
  }
}
