package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.posthorn.Server;
import io.posthorn.config.ConfigLoader;
import io.posthorn.delivery.call.TlsFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code posthorn backup} and {@code posthorn restore}, with servers in this process. */
class BackupCommandTest {
  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private Path data;
  private Path backup;
  private StringWriter err = new StringWriter();

  @BeforeEach
  void folders() {
    data = folder.resolve("data");
    backup = folder.resolve("backup");
  }

  private Server start(Path directory, String... settings) {
    ConfigLoader loader = new ConfigLoader().assignment("data=" + directory);
    List.of("listen.port=0", "http.eventLoops=1").forEach(loader::assignment);
    List.of(settings).forEach(loader::assignment);
    return Server.start(loader.load().config(), Server.Front.ALL);
  }

  private int run(String... args) {
    err = new StringWriter();
    return Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), args);
  }

  private int backUp(Server server) {
    return run("backup", backup.toString(), "--data", data.toString(), "--url", server.address());
  }

  private int restore(Path to) {
    return run("restore", backup.toString(), "--data", to.toString());
  }

  private HttpResponse<String> send(Server server, String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private void fill(Server server) throws Exception {
    send(server, "POST", "/v1/queues/q/messages", "small");
    send(server, "POST", "/v1/queues/q/messages", "large".repeat(2000));
    send(server, "POST", "/v1/queues/q/messages?delay=1h&key=later", "late");
  }

  private void assertFilled(Path directory) throws Exception {
    try (Server server = start(directory)) {
      assertThat(send(server, "POST", "/v1/queues/q/take", "").body()).isEqualTo("small");
      assertThat(send(server, "POST", "/v1/queues/q/take", "").body()).hasSize(10_000);
      assertThat(send(server, "GET", "/v1/queues/q/messages/key:later", "").body())
          .contains("scheduled");
    }
  }

  @Test
  void serverWithTls_isKnownByItsCertificate() throws Exception {
    // Nobody has signed it, and it is for another name.
    var own = TlsFiles.create(folder, "own", "dns:queue.example.com");
    var other = TlsFiles.create(folder, "other", "dns:queue.example.com");
    String[] settings = {"tls.certificate=" + own.certificate, "tls.key=" + own.key};
    try (Server server = start(data, settings)) {
      String port = server.address().replaceAll(".*:", "");
      String[] options = {"backup", backup.toString(), "--data", data.toString()};
      assertThat(
              run(
                  with(
                      options,
                      "listen.port=" + port,
                      "tls.certificate=" + other.certificate,
                      "tls.key=" + other.key)))
          .isEqualTo(1);
      assertThat(err.toString()).contains("another certificate than the one in");
      assertThat(run(with(options, "listen.port=" + port, settings[0], settings[1])))
          .as(err.toString())
          .isZero();
    }
    assertThat(backup.resolve("posthorn-backup.json")).exists();
  }

  private static String[] with(String[] options, String... settings) {
    return Stream.concat(
            Stream.of(options), Stream.of(settings).flatMap(one -> Stream.of("--set", one)))
        .toArray(String[]::new);
  }

  @Test
  void restoredFiles_belongToTheOwnerOfTheDirectory() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root gives files away");
    try (Server server = start(data)) {
      fill(server);
      Files.writeString(data.resolve("access-keys"), "");
      Files.setPosixFilePermissions(
          data.resolve("access-keys"), PosixFilePermissions.fromString("rw-------"));
      assertThat(backUp(server)).as(err.toString()).isZero();
    }
    Path other = Files.createDirectory(folder.resolve("other"));
    UserPrincipal daemon =
        other.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon");
    Files.setOwner(other, daemon);
    assertThat(restore(other)).as(err.toString()).isZero();
    try (Stream<Path> files = Files.walk(other)) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(file -> assertThat(Files.getOwner(file)).isEqualTo(daemon));
    }
    assertThat(Files.getPosixFilePermissions(other.resolve("access-keys")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void runningServer_isBackedUpAndRestored() throws Exception {
    try (Server server = start(data)) {
      fill(server);
      assertThat(backUp(server)).as(err.toString()).isZero();
      assertThat(data.resolve("checkpoint")).doesNotExist();
      send(server, "POST", "/v1/queues/q/messages", "afterwards");
    }
    assertThat(restore(folder.resolve("other"))).as(err.toString()).isZero();
    assertFilled(folder.resolve("other"));
  }

  @Test
  void stoppedServer_isBackedUpWithoutOne() throws Exception {
    try (Server server = start(data)) {
      fill(server);
    }
    assertThat(run("backup", backup.toString(), "--data", data.toString())).as("%s", err).isZero();
    assertThat(restore(folder.resolve("other"))).isZero();
    assertFilled(folder.resolve("other"));
    assertFilled(data);
  }

  @Test
  void otherFilesOfTheDataDirectory_areInIt() throws Exception {
    try (Server server = start(data)) {
      Files.writeString(data.resolve("instance"), "0123456789abcdef\n");
      Files.writeString(data.resolve("posthorn.log"), "not this one");
      assertThat(backUp(server)).isZero();
    }
    Path other = folder.resolve("other");
    assertThat(restore(other)).isZero();
    assertThat(other.resolve("instance")).hasContent("0123456789abcdef\n");
    assertThat(other.resolve("posthorn.log")).doesNotExist();
    assertThat(other.resolve("restore.part")).doesNotExist();
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    try (Server server = start(data)) {
      fill(server);
      assertThat(backUp(server)).isZero();
      assertThat(backUp(server)).isEqualTo(1);
      assertThat(err.toString())
          .isEqualTo("posthorn: " + backup + " is not empty (expected: a new or empty folder)\n");
    }
    assertThat(restore(data)).isEqualTo(1);
    assertThat(err.toString()).contains(data + " is not empty: it holds ", "rocksdb");
    assertFilled(data);
  }

  @Test
  void damagedBackup_isNotRestored() throws Exception {
    try (Server server = start(data)) {
      fill(server);
      assertThat(backUp(server)).isZero();
    }
    Path damaged = backup.resolve("rocksdb/CURRENT");
    Files.writeString(damaged, "MANIFEST-000000\n");
    Path other = folder.resolve("other");
    assertThat(restore(other)).isEqualTo(1);
    assertThat(err.toString()).contains(damaged + " is damaged: its SHA-256 is ");
    assertThat(other.resolve("rocksdb")).doesNotExist();

    Files.delete(damaged);
    assertThat(restore(other)).isEqualTo(1);
    assertThat(err.toString()).contains(damaged + " is missing");
  }

  @Test
  void backupOfANewerProgramOrFormat_orAnUnfinishedOne_isNotRestored() throws Exception {
    try (Server server = start(data)) {
      assertThat(backUp(server)).isZero();
    }
    Path list = backup.resolve("posthorn-backup.json");
    String before = Files.readString(list);
    Files.writeString(
        list, before.replaceAll("\"posthorn\" : \"[^\"]+\"", "\"posthorn\" : \"99.0\""));
    assertThat(restore(folder.resolve("other"))).isEqualTo(1);
    assertThat(err.toString()).contains("made by Posthorn 99.0 (expected: at most ");

    Files.writeString(list, before.replace("\"format\" : 1", "\"format\" : 2"));
    assertThat(restore(folder.resolve("other"))).isEqualTo(1);
    assertThat(err.toString()).contains("format 2 (expected: at most 1");

    Files.writeString(list, before.replace("rocksdb/CURRENT", "../CURRENT"));
    assertThat(restore(folder.resolve("other"))).isEqualTo(1);
    assertThat(err.toString()).contains("names '../CURRENT' (expected: a file in it)");

    Files.delete(list);
    assertThat(restore(folder.resolve("other"))).isEqualTo(1);
    assertThat(err.toString()).contains("holds no finished backup");
  }

  @Test
  void whatIsInTheWay_isSaidInOneSentence() throws Exception {
    assertThat(run("backup", backup.toString(), "--data", folder.resolve("no").toString()))
        .isEqualTo(1);
    assertThat(err.toString()).startsWith("posthorn: no store in ").hasLineCount(1);
    try (Server server = start(data);
        Server stranger = start(folder.resolve("stranger"))) {
      assertThat(
              run(
                  "backup",
                  data.resolve("inside").toString(),
                  "--data",
                  data.toString(),
                  "--url",
                  server.address()))
          .isEqualTo(1);
      assertThat(err.toString()).contains("lies in the data directory (expected: elsewhere)");
      assertThat(backUp(stranger)).isEqualTo(1);
      assertThat(err.toString())
          .contains("the server that was asked keeps its data in " + folder.resolve("stranger"));
      assertThat(run("backup", backup.toString(), "--data", data.toString(), "--url", "nowhere"))
          .isEqualTo(2);
      assertThat(err.toString()).contains("--url: 'nowhere' (expected: like http://");
    }
  }

  @Test
  void leftoverOfADeadBackup_isRemovedByTheNextOneAndByTheNextStart() throws Exception {
    try (Server server = start(data)) {
      fill(server);
      assertThat(send(server, "POST", "/v1/admin/backup", "").statusCode()).isEqualTo(201);
      HttpResponse<String> second = send(server, "POST", "/v1/admin/backup", "");
      assertThat(second.statusCode()).isEqualTo(409);
      assertThat(second.body()).contains("backup-refused", "DELETE /v1/admin/backup removes it");
      assertThat(backUp(server)).isZero();
      assertThat(send(server, "POST", "/v1/admin/backup", "").statusCode()).isEqualTo(201);
    }
    assertThat(data.resolve("checkpoint")).exists();
    try (Server server = start(data)) {
      assertThat(data.resolve("checkpoint")).doesNotExist();
      assertThat(send(server, "DELETE", "/v1/admin/backup", "").statusCode()).isEqualTo(204);
      assertThat(send(server, "GET", "/v1/admin/backup", "").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void serverInMemory_saysThatThereIsNothingToCopy() throws Exception {
    try (Server server = start(data, "storage.engine=memory")) {
      HttpResponse<String> answer = send(server, "POST", "/v1/admin/backup", "");
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.body()).contains("storage.engine", "expected: rocksdb");
    }
  }
}
