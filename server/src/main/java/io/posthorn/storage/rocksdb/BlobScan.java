package io.posthorn.storage.rocksdb;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Finds the damage in a blob file, because RocksDB says that there is some, but not where. The
 * file: a header; records of lengths, two checksums, key and value; a footer. Source: RocksDB,
 * {@code db/blob/blob_log_format.h}.
 */
final class BlobScan {
  private static final int MAGIC = 2395959;
  private static final int FILE_HEADER = 30;
  private static final int RECORD_HEADER = 32;
  private static final int FOOTER = 32;

  private BlobScan() {}

  /**
   * The offset of the first damage; null when all is well, or {@code until} (as of nanoTime) has
   * passed.
   */
  static @Nullable Long damage(Path file, long until) throws IOException {
    long size = Files.size(file);
    try (var in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
      byte[] header = new byte[FILE_HEADER];
      in.readFully(header);
      if (!isFileHeader(little(header))) {
        return 0L;
      }
      long at = FILE_HEADER;
      while (at < size && System.nanoTime() < until) {
        byte[] head = new byte[RECORD_HEADER];
        in.readFully(head);
        ByteBuffer fields = little(head);
        if (size - at == FOOTER && fields.getInt(0) == MAGIC) {
          return fields.getInt(28) == masked(head, 0, 28) ? null : (Long) at;
        }
        long key = fields.getLong(0);
        long value = fields.getLong(8);
        if (fields.getInt(24) != masked(head, 0, 24) || key + value > size - at) {
          return at;
        }
        byte[] content = new byte[(int) (key + value)];
        in.readFully(content);
        if (fields.getInt(28) != masked(content, 0, content.length)) {
          return at;
        }
        at += RECORD_HEADER + content.length;
      }
      return null;
    } catch (EOFException e) {
      return size;
    }
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Version 1 without expiration; which compression and column family can't be told from the file
   * alone.
   */
  private static boolean isFileHeader(ByteBuffer header) {
    return header.getInt(0) == MAGIC
        && header.getInt(4) == 1
        && header.getInt(8) >= 0
        && header.getInt(8) < Column.values().length
        && header.get(12) == 0
        && header.get(13) == 0
        && header.getLong(14) == 0
        && header.getLong(22) == 0;
  }

  private static int masked(byte[] bytes, int from, int length) {
    var crc = new CRC32C();
    crc.update(bytes, from, length);
    return LogScan.mask((int) crc.getValue());
  }
}
