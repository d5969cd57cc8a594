/** The embedded engine on RocksDB: one writer, group commit. */
@NullMarked
package io.posthorn.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
