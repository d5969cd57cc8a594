package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.internal.PlatformDependent;
import io.posthorn.ServerFixture.Made;
import io.posthorn.http.RawConnection;
import io.posthorn.http.RawConnection.RawReply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that mean harm, and others that go on being served meanwhile. The system properties
 * {@code hostile.connections}, {@code hostile.megabytes} and {@code hostile.requests} make it
 * larger: 1000, 10240 and 1000000 are what was claimed.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class HostileClientsTest {
  private static final Made KEY = Made.key("good", "admin", "*");
  private static final int CONNECTIONS = Integer.getInteger("hostile.connections", 100);
  private static final long MEGABYTES = Long.getLong("hostile.megabytes", 256);
  private static final int REQUESTS = Integer.getInteger("hostile.requests", 4_000);

  /** What a request may take beside all this on a slow machine; idle ones would take for ever. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @TempDir Path folder;

  @Test
  void slowloris_isCutOff_whileOthersAreServed() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (var server =
        ServerFixture.start(folder, List.of(KEY), "http.headTimeout=1s", "http.bodyTimeout=1s")) {
      String post = "POST /v1/queues/q/messages HTTP/1.1\r\nAuthorization: Bearer " + KEY.text();
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        slow.add(socket);
        write(socket, i % 2 == 0 ? "GET /v1/que" : post + "\r\nContent-Length: 100000\r\n\r\nx");
      }
      AtomicBoolean done = new AtomicBoolean();
      Thread drip = new Thread(() -> drip(slow, done));
      drip.start();
      for (int i = 0; i < 50; i++) {
        assertServed(server);
      }
      for (Socket socket : slow) {
        assertThat(isClosed(socket)).isTrue();
      }
      done.set(true);
      drip.join();
      assertServed(server);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void headersOf64KilobytesAreTaken_moreIs431() throws IOException {
    try (var server = ServerFixture.start(folder, List.of(KEY))) {
      try (var client = new RawConnection(server.port())) {
        assertThat(client.send(headers(60 << 10)).receive().status()).isEqualTo(200);
      }
      for (int i = 0; i < 20; i++) {
        try (var client = new RawConnection(server.port())) {
          RawReply reply = client.send(headers(65 << 10)).receive();
          assertThat(reply.status()).isEqualTo(431);
          assertThat(client.endsWithin(5000)).isTrue();
        }
      }
      assertServed(server);
    }
  }

  @Test
  void unfinishedHeads_takeLittleMemory_whileOthersAreServed() throws IOException {
    String head = "GET /?" + "q".repeat(1_000_000);
    List<Socket> unfinished = new ArrayList<>();
    try (var server = ServerFixture.start(folder, List.of(KEY))) {
      assertServed(server);
      long before = used() + PlatformDependent.usedDirectMemory();
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        unfinished.add(socket);
        write(socket, head);
        if (i % 10 == 0) {
          assertServed(server);
        }
      }
      assertServed(server);
      assertThat(used() + PlatformDependent.usedDirectMemory() - before).isLessThan(80L << 20);
      await().until(() -> unfinished.stream().anyMatch(HostileClientsTest::isClosedNow));
    } finally {
      for (Socket socket : unfinished) {
        socket.close();
      }
    }
  }

  @Test
  void hugeChunkedBody_isCutAtTheLimit_andTakesNoMemory() throws IOException {
    byte[] chunk = ("100000\r\n" + "x".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.UTF_8);
    try (var server = ServerFixture.start(folder, List.of(KEY), "http.maxBody=8MB")) {
      long before = used();
      long sent = 0;
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        write(
            socket,
            "POST /v1/queues/q/messages HTTP/1.1\r\nAuthorization: Bearer "
                + KEY.text()
                + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        OutputStream out = socket.getOutputStream();
        for (; sent < MEGABYTES; sent++) {
          out.write(chunk);
        }
      } catch (SocketException e) {
        // The server has closed the connection, as it should.
      }
      assertThat(sent).as("megabytes until the connection was closed").isLessThan(64);
      assertThat(used() - before).isLessThan(64L << 20);
      assertServed(server);
    }
  }

  @Test
  void wrongKeys_inMasses_harmNobody() throws Exception {
    Made wrong = Made.key("good", "admin", "*");
    String request =
        "GET /v1/queues HTTP/1.1\r\nAuthorization: Bearer " + wrong.text() + "\r\n\r\n";
    try (var server = ServerFixture.start(folder, List.of(KEY))) {
      assertServed(server);
      long before = used();
      AtomicLong refused = new AtomicLong();
      List<Thread> attackers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Thread attacker = new Thread(() -> attack(server.port(), request, refused));
        attacker.start();
        attackers.add(attacker);
      }
      int served = 0;
      while (attackers.stream().anyMatch(Thread::isAlive)) {
        assertServed(server);
        served++;
      }
      assertThat(refused.get()).isGreaterThanOrEqualTo(REQUESTS);
      assertThat(served).isPositive();
      assertThat(used() - before).isLessThan(64L << 20);
    }
  }

  @Test
  void connectionsOfOneAddress_leaveRoomForOthers() throws IOException {
    try (var server =
        ServerFixture.start(
            folder,
            List.of(KEY),
            "listen.host=127.0.0.1",
            "http.maxConnections=40",
            "http.maxConnectionsPerAddress=20")) {
      List<Socket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < 60; i++) {
          Socket socket = new Socket();
          socket.bind(new java.net.InetSocketAddress("127.0.0.2", 0));
          socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.port()));
          sockets.add(socket);
        }
        assertServed(server);
        await().until(() -> sockets.stream().filter(HostileClientsTest::isClosedNow).count() >= 40);
        assertServed(server);
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    }
  }

  private static void attack(int port, String request, AtomicLong refused) {
    while (refused.get() < REQUESTS) {
      try (var client = new RawConnection(port)) {
        RawReply reply;
        do {
          reply = client.send(request).receive();
          if (reply.status() != 401 && reply.status() != 429) {
            throw new AssertionError(reply.status() + " " + reply.text());
          }
          refused.incrementAndGet();
        } while (reply.header("Connection") == null && refused.get() < REQUESTS);
      } catch (IOException e) {
        // Closed between two requests.
      }
    }
  }

  private static void assertServed(ServerFixture server) {
    long begun = System.nanoTime();
    assertThat(server.send(KEY.text(), "POST", "/v1/queues/good/messages", "x").statusCode())
        .isEqualTo(201);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
  }

  /** A byte more on each connection, again and again. */
  private static void drip(List<Socket> sockets, AtomicBoolean done) {
    while (!done.get()) {
      for (Socket socket : sockets) {
        try {
          write(socket, "x");
        } catch (IOException e) {
          // Cut off.
        }
      }
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  private static boolean isClosedNow(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static String headers(int bytes) {
    var request =
        new StringBuilder("GET /v1/session HTTP/1.1\r\nAuthorization: Bearer " + KEY.text());
    for (int i = 0; request.length() < bytes; i++) {
      request.append("\r\nX-").append(i).append(": ").append("y".repeat(1000));
    }
    return request + "\r\n\r\n";
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** What is in use, after what is not was thrown away. */
  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
