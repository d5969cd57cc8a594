package io.posthorn.cli.importing;

import io.posthorn.cli.importing.HttpsqsServer.Answer;
import io.posthorn.cli.importing.HttpsqsServer.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Moves what is unread in a queue of an HTTPSQS server: gets a message there, puts it here, one
 * after the other, so that others may go on using both. Positions are given anew. A message that
 * was got and can't be put is kept in a file.
 */
final class QueueDrain {
  private final HttpsqsServer from;
  private final HttpsqsServer to;
  private final String query;
  private final Path folder;

  /**
   * For the queue whose encoded name is {@code name}.
   *
   * @param folder where a message goes that can't be put
   */
  QueueDrain(HttpsqsServer from, HttpsqsServer to, String name, Path folder) {
    this.from = from;
    this.to = to;
    this.query = "name=" + name;
    this.folder = folder;
  }

  /** Moves until nothing is left, and tells {@code progress} how many these are; answers it. */
  long run(LongConsumer progress) {
    for (long moved = 0; ; progress.accept(++moved)) {
      Answer got = from.call(Call.of(query + "&opt=get"));
      if (got.position() == 0) {
        return moved;
      }
      try {
        String answered = to.call(QueueImport.put(query, got.body())).text();
        if (!answered.equals(QueueImport.PUT_OK)) {
          throw new ImportException(
              to + " answered '" + answered + "' (expected: " + QueueImport.PUT_OK + ")");
        }
      } catch (ImportException e) {
        throw new ImportException(e.getMessage() + "; " + kept(got), e);
      }
    }
  }

  private String kept(Answer got) {
    try {
      Path file = Files.createTempFile(folder, "posthorn-import-", ".body");
      Files.write(file, got.body());
      return "the message got from position " + got.position() + " is in " + file;
    } catch (IOException e) {
      return "the message got from position " + got.position() + " is lost: " + e.getMessage();
    }
  }
}
