package io.posthorn.delayer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps all lines; a char stands for one byte. */
final class RecordedLog implements DelayerLog {
  final List<String> infos = new CopyOnWriteArrayList<>();
  final List<String> errors = new CopyOnWriteArrayList<>();

  @Override
  public void info(byte[] line) {
    infos.add(new String(line, ISO_8859_1));
  }

  @Override
  public void error(byte[] line) {
    errors.add(new String(line, ISO_8859_1));
  }

  /** How many ids were said to be ready. */
  int ready() {
    return infos.stream()
        .filter(line -> line.startsWith("Job is ready"))
        .mapToInt(line -> line.split(",(?! )").length)
        .sum();
  }
}
