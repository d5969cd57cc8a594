package io.posthorn;

import io.posthorn.storage.StorageException;
import io.posthorn.storage.rocksdb.LogRepair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes a data directory usable again whose write-ahead log is damaged. */
public final class Repair {
  private Repair() {}

  /**
   * Looks for damage in {@code data}, which no server may use meanwhile, and cuts the log there if
   * the loss is accepted.
   *
   * @return one sentence for each thing found; empty when there is nothing to repair
   * @throws StartException when there is no store, or damage of another kind
   */
  public static List<String> run(Path data, boolean acceptLoss) {
    Path store = data.resolve(Engines.ROCKSDB_FOLDER);
    if (!Files.isDirectory(store)) {
      throw new StartException(
          StartException.Part.DATA, "no store in " + data.toAbsolutePath(), null);
    }
    try (DataDirectory locked = DataDirectory.open(data)) {
      return LogRepair.repair(locked.path().resolve(Engines.ROCKSDB_FOLDER), acceptLoss);
    } catch (StorageException e) {
      throw new StartException(StartException.Part.DATA, String.valueOf(e.getMessage()), e);
    }
  }
}
