package io.posthorn.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Checks the framing of a file in RocksDB's log format, which the write-ahead log and the MANIFEST
 * share: blocks of 32 KB; records that are cut to fit into them, each piece after a header of
 * checksum, length and type. Source: RocksDB's wiki, "Write Ahead Log File Format".
 *
 * <p>RocksDB itself takes a flipped length in the last block for the end of the log, and silently
 * drops all that follows. Here only that is a torn tail which a write cut off in the middle can
 * have left: a last record that is too short, with nothing whole behind it.
 */
final class LogScan {
  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;

  /** Where and how a log ends. */
  enum End {
    /** With its last record. */
    WHOLE,
    /** In the middle of its last record. */
    TORN,
    /** With damage. */
    DAMAGED
  }

  /**
   * What a scan found.
   *
   * @param end how the log ends
   * @param whole bytes up to where all records are whole; a log cut there is whole
   * @param offset of the damage, or of the torn record
   * @param size of the file
   * @param damage what is wrong; empty when nothing is
   */
  record Result(End end, long whole, long offset, long size, String damage) {}

  private final byte[] block = new byte[BLOCK];
  private final CRC32C crc = new CRC32C();
  private long size;
  private long blockStart;
  private int filled;

  /** Where the record begins that the pieces read last belong to. */
  private long recordStart;

  private boolean inRecord;

  private LogScan() {}

  static Result scan(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new LogScan().scan(channel);
    }
  }

  private Result scan(FileChannel channel) throws IOException {
    size = channel.size();
    for (blockStart = 0; blockStart < size; blockStart += BLOCK) {
      fill(channel);
      int at = 0;
      while (filled - at >= HEADER) {
        int end = endOfPiece(at);
        if (end > filled) {
          return cutShort(at);
        }
        if (isZero(at, at + HEADER) && isZero(channel, at)) {
          return torn(blockStart + at);
        }
        if (!matches(at, end)) {
          return damaged(at, "checksum mismatch");
        }
        String misplaced = place(at);
        if (!misplaced.isEmpty()) {
          return damaged(at, misplaced);
        }
        at = end;
      }
      if (filled < BLOCK && at < filled) {
        return torn(blockStart + at);
      }
    }
    return inRecord ? torn(size) : new Result(End.WHOLE, size, size, size, "");
  }

  private void fill(FileChannel channel) throws IOException {
    ByteBuffer into = ByteBuffer.wrap(block);
    while (into.hasRemaining() && channel.read(into, blockStart + into.position()) > 0) {
      // A read may be short.
    }
    filled = into.position();
  }

  /** A piece that goes on beyond the bytes there are. */
  private Result cutShort(int at) {
    if (filled == BLOCK) {
      return damaged(at, "a length beyond its block");
    }
    if (matches(at, filled)) {
      return damaged(at, "a length beyond the file, over a record that is whole");
    }
    for (int next = at + 1; next + HEADER < filled; next++) {
      int end = endOfPiece(next);
      if (end <= filled && isKnown(type(next)) && matches(next, end)) {
        return damaged(at, "a length beyond the file, with whole records behind it");
      }
    }
    return torn(blockStart + at);
  }

  /** Follows how pieces make records; answers what is wrong with that. */
  private String place(int at) {
    int type = type(at);
    boolean begins = type == 1 || type == 2 || type == 5 || type == 6;
    boolean continues = type == 3 || type == 4 || type == 7 || type == 8;
    if (!begins && !continues) {
      return "";
    }
    if (begins == inRecord) {
      return begins ? "a record within a record" : "a piece of a record without its beginning";
    }
    if (begins) {
      recordStart = blockStart + at;
    }
    inRecord = type == 2 || type == 3 || type == 6 || type == 7;
    return "";
  }

  private Result torn(long at) {
    return new Result(End.TORN, inRecord ? recordStart : at, at, size, "");
  }

  private Result damaged(int at, String damage) {
    long offset = blockStart + at;
    return new Result(End.DAMAGED, inRecord ? recordStart : offset, offset, size, damage);
  }

  private int type(int at) {
    return block[at + 6] & 0xff;
  }

  /**
   * Types from 5 on that are recycled, as RocksDB numbers them, carry the number of their log in
   * the header.
   */
  private static boolean isRecyclable(int type) {
    return (type >= 5 && type <= 8) || type == 11 || type == 131;
  }

  private static boolean isKnown(int type) {
    return (type >= 1 && type <= 11) || type == 130 || type == 131;
  }

  private int endOfPiece(int at) {
    int length = (block[at + 4] & 0xff) | (block[at + 5] & 0xff) << 8;
    return at + HEADER + (isRecyclable(type(at)) ? 4 : 0) + length;
  }

  /** Whether the checksum at {@code at} is that of type and payload up to {@code end}. */
  private boolean matches(int at, int end) {
    crc.reset();
    crc.update(block, at + 6, end - at - 6);
    int stored =
        (block[at] & 0xff)
            | (block[at + 1] & 0xff) << 8
            | (block[at + 2] & 0xff) << 16
            | (block[at + 3] & 0xff) << 24;
    return mask((int) crc.getValue()) == stored;
  }

  /**
   * RocksDB stores a checksum in a changed form, because checksums of data with checksums in it are
   * weak.
   */
  static int mask(int crc) {
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  private boolean isZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (block[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether everything from {@code at} to the end of the file is zero: room that was never written
   * to.
   */
  private boolean isZero(FileChannel channel, int at) throws IOException {
    if (!isZero(at, filled)) {
      return false;
    }
    ByteBuffer rest = ByteBuffer.allocate(BLOCK);
    for (long position = blockStart + filled; position < size; position += rest.limit()) {
      rest.clear();
      if (channel.read(rest, position) <= 0) {
        return true;
      }
      rest.flip();
      for (int i = 0; i < rest.limit(); i++) {
        if (rest.get(i) != 0) {
          return false;
        }
      }
    }
    return true;
  }
}
