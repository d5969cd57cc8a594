package io.posthorn.benchmarks.crash;

import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Bodies that say who they are and whether they are whole: {@code id|crc|filler}. */
final class BodyText {
  private static final int LARGE = 60_000;

  private BodyText() {}

  /** The body of the message {@code id}: mostly small, one in a hundred large, always the same. */
  static String of(String id) {
    var random = new SplittableRandom(id.hashCode() * 31L + id.length());
    int size = random.nextInt(100) == 0 ? random.nextInt(LARGE) : random.nextInt(200);
    var filler = new StringBuilder(size);
    for (int i = 0; i < size; i++) {
      filler.append((char) ('a' + random.nextInt(26)));
    }
    return id + '|' + crc(id, filler) + '|' + filler;
  }

  /** The id within a body; empty when the body is none of ours, or not whole. */
  static String idOf(String body) {
    String[] parts = body.split("\\|", -1);
    return parts.length == 3 && parts[1].equals(crc(parts[0], parts[2])) ? parts[0] : "";
  }

  private static String crc(String id, CharSequence filler) {
    var crc = new CRC32();
    (id + filler).chars().forEach(crc::update);
    return Long.toHexString(crc.getValue());
  }
}
