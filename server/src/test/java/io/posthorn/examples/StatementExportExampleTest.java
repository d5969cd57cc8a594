package io.posthorn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.examples.Api.Answer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user asks for a statement: the request is a row of the application's database, and a worker is
 * to read it. The row and the note that it has to be put (the outbox) are one transaction; the put
 * follows the commit, and is repeated until it is answered.
 */
@Timeout(60)
class StatementExportExampleTest {
  @TempDir Path folder;
  private RunningServer posthorn;
  private Connection database;

  @BeforeEach
  void open() throws SQLException {
    posthorn = new RunningServer(folder);
    database = DriverManager.getConnection("jdbc:h2:mem:");
    database.setAutoCommit(false);
    try (Statement statement = database.createStatement()) {
      statement.execute(
          "CREATE TABLE export (id INT PRIMARY KEY, account VARCHAR(20), period VARCHAR(7))");
      statement.execute("CREATE TABLE outbox (export INT PRIMARY KEY)");
    }
    database.commit();
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
    posthorn.close();
  }

  @Test
  void row_committedWithItsOutbox_isPutAndReadByAWorker() throws SQLException {
    request(1, "ann", "2026-01");
    database.commit();
    request(2, "bob", "2026-01");
    database.rollback();
    request(3, "eve", "2026-02");
    database.commit();

    relay();
    assertThat(outbox()).isEmpty();
    assertThat(work()).containsExactly("1 ann 2026-01", "3 eve 2026-02");
    assertThat(work()).isEmpty();
  }

  @Test
  void relay_thatDiedBetweenPutAndDelete_doesNotPutTwice() throws SQLException {
    request(7, "ann", "2026-03");
    database.commit();
    // The first relay dies after the put: its note is still there.
    assertThat(put(7).status()).isEqualTo(201);
    assertThat(outbox()).containsExactly(7);

    relay();
    assertThat(outbox()).isEmpty();
    assertThat(work()).containsExactly("7 ann 2026-03");
  }

  @Test
  void clientsOfHttpsqs_putAndGetAsTheyAlwaysDid() throws SQLException {
    request(9, "ann", "2026-04");
    database.commit();
    assertThat(posthorn.api.get("/?name=export&opt=put&data=9").body()).isEqualTo("HTTPSQS_PUT_OK");

    String id = posthorn.api.get("/?name=export&opt=get").body();
    assertThat(row(Integer.parseInt(id))).isEqualTo("9 ann 2026-04");
    assertThat(posthorn.api.get("/?name=export&opt=get").body()).isEqualTo("HTTPSQS_GET_END");
  }

  /** The page: writes, and leaves commit or rollback to the rest of its transaction. */
  private void request(int id, String account, String month) throws SQLException {
    try (PreparedStatement export =
            database.prepareStatement("INSERT INTO export VALUES (?, ?, ?)");
        PreparedStatement outbox = database.prepareStatement("INSERT INTO outbox VALUES (?)")) {
      export.setInt(1, id);
      export.setString(2, account);
      export.setString(3, month);
      export.executeUpdate();
      outbox.setInt(1, id);
      outbox.executeUpdate();
    }
  }

  /** Puts what was committed, and forgets it once that is answered. */
  private void relay() throws SQLException {
    for (int id : outbox()) {
      assertThat(put(id).status()).isIn(200, 201);
      try (PreparedStatement delete =
          database.prepareStatement("DELETE FROM outbox WHERE export = ?")) {
        delete.setInt(1, id);
        delete.executeUpdate();
      }
      database.commit();
    }
  }

  /** The row's number is the message, and says when it was put before. */
  private Answer put(int id) {
    return posthorn.api.post(
        "/v1/queues/export/messages", Integer.toString(id), "Idempotency-Key", "export-" + id);
  }

  /** The worker: reserves, reads the rows, settles. */
  private List<String> work() throws SQLException {
    List<String> exported = new ArrayList<>();
    JsonNode messages =
        posthorn.api.post("/v1/queues/export/reserve?limit=10", "").json().path("messages");
    for (JsonNode message : messages) {
      exported.add(row(Integer.parseInt(message.path("body").asText())));
      String settlement =
          "{\"settlements\":[{\"receipt\":\"%s\",\"outcome\":\"ack\"}]}"
              .formatted(message.path("receipt").asText());
      Answer settled = posthorn.api.post("/v1/queues/export/settle", settlement);
      assertThat(settled.json().at("/results/0/result").asText()).isEqualTo("settled");
    }
    return exported;
  }

  private String row(int id) throws SQLException {
    try (PreparedStatement select =
        database.prepareStatement("SELECT account, period FROM export WHERE id = ?")) {
      select.setInt(1, id);
      try (ResultSet rows = select.executeQuery()) {
        assertThat(rows.next()).as("a row for %s", id).isTrue();
        return id + " " + rows.getString(1) + " " + rows.getString(2);
      }
    }
  }

  private List<Integer> outbox() throws SQLException {
    List<Integer> ids = new ArrayList<>();
    try (Statement select = database.createStatement();
        ResultSet rows = select.executeQuery("SELECT export FROM outbox ORDER BY export")) {
      while (rows.next()) {
        ids.add(rows.getInt(1));
      }
    }
    return ids;
  }
}
