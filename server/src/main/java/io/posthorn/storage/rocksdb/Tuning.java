package io.posthorn.storage.rocksdb;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.WALRecoveryMode;

/**
 * RocksDB's settings, and their native objects, which must live as long as the database. Everything
 * that grows with the data (indexes, filters) lives in the block cache, so that memory is bounded
 * whatever is stored.
 */
final class Tuning implements AutoCloseable {
  private static final long MB = 1 << 20;

  private final RocksOptions.Memory memory;
  private final Cache cache;
  private final BloomFilter bloom = new BloomFilter(10);
  private final DBOptions database;
  private final Map<Column, ColumnFamilyOptions> columns = new EnumMap<>(Column.class);

  Tuning(RocksOptions.Memory memory) {
    this.memory = memory;
    this.cache = new LRUCache(memory.blockCache(), 2, false, 0.5);
    this.database = newDatabase();
    for (Column column : Column.values()) {
      columns.put(column, newColumnFamily(column));
    }
  }

  DBOptions database() {
    return database;
  }

  ColumnFamilyOptions columnFamily(Column column) {
    return requireNonNull(columns.get(column), "column");
  }

  private DBOptions newDatabase() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        // The default silently opens with half the records after one flipped bit.
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setMaxTotalWalSize(64 * MB)
        .setDbWriteBufferSize(memory.memtables())
        .setMaxOpenFiles(memory.maxOpenFiles())
        .setMaxBackgroundJobs(2)
        .setBytesPerSync(MB)
        .setAllowConcurrentMemtableWrite(false)
        .setEnableWriteThreadAdaptiveYield(false)
        .setSkipStatsUpdateOnDbOpen(true)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(3)
        .setMaxLogFileSize(MB)
        // What follows a failed write is decided by this engine alone: it closes and reopens.
        .setMaxBgErrorResumeCount(0);
  }

  private ColumnFamilyOptions newColumnFamily(Column column) {
    var table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setBlockSize(16 << 10)
            .setFormatVersion(5)
            .setChecksumType(ChecksumType.kXXH3);
    var options = new ColumnFamilyOptions().setForceConsistencyChecks(true);
    switch (column) {
      case LOG, HELD -> messages(options, column == Column.LOG);
      default -> {
        options.setWriteBufferSize(4 * MB).setCompressionType(CompressionType.LZ4_COMPRESSION);
        table.setFilterPolicy(bloom);
      }
    }
    return options.setTableFormatConfig(table);
  }

  private void messages(ColumnFamilyOptions options, boolean log) {
    options
        .setWriteBufferSize(log ? memory.memtables() / 2 : 8 * MB)
        .setMaxWriteBufferNumber(3)
        .setCompressionPerLevel(
            List.of(
                CompressionType.NO_COMPRESSION,
                CompressionType.LZ4_COMPRESSION,
                CompressionType.LZ4_COMPRESSION,
                CompressionType.LZ4_COMPRESSION,
                CompressionType.LZ4_COMPRESSION,
                CompressionType.LZ4_COMPRESSION,
                CompressionType.LZ4_COMPRESSION))
        // A queue is read in order and trimmed in ranges: what was consumed is dropped before it is
        // ever compacted.
        .setLevel0FileNumCompactionTrigger(8)
        .setLevel0SlowdownWritesTrigger(40)
        .setLevel0StopWritesTrigger(60)
        .setMaxBytesForLevelBase(512 * MB)
        .setTargetFileSizeBase(64 * MB)
        .setEnableBlobFiles(true)
        .setMinBlobSize(memory.blobThreshold())
        .setBlobFileSize(128 * MB)
        .setEnableBlobGarbageCollection(true)
        .setBlobGarbageCollectionAgeCutoff(0.25)
        .setBlobGarbageCollectionForceThreshold(0.5);
  }

  @Override
  public void close() {
    columns.values().forEach(ColumnFamilyOptions::close);
    database.close();
    bloom.close();
    cache.close();
  }
}
