package io.posthorn.benchmarks.compare;

import io.posthorn.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * beanstalkd that syncs after each write: put; and reserve with the delete that it needs, counted
 * as one.
 */
final class BeanstalkSubject implements Subject {
  private static final byte[] PUT =
      ("put 0 0 3600 " + Generator.SIZE + "\r\n" + "a".repeat(Generator.SIZE) + "\r\n")
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RESERVE =
      "reserve-with-timeout 0\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ServerProcess process;
  private final int port;

  private BeanstalkSubject(ServerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it in {@code folder}. */
  static BeanstalkSubject start(Path folder, int port) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    // It says nothing when it is ready: a shell does, and then becomes it.
    String script = "echo starting; exec beanstalkd -l 127.0.0.1 -p " + port + " -f 0 -b " + folder;
    ServerProcess started =
        ServerProcess.start(
            List.of("sh", "-c", script),
            Map.of(),
            folder.resolveSibling("beanstalkd.log").toFile(),
            line -> line.equals("starting"));
    var subject = new BeanstalkSubject(started, port);
    for (int i = 0; i < 100 && !subject.answers(); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return subject;
  }

  private boolean answers() {
    try (SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String name() {
    return "beanstalkd -f 0";
  }

  /** One connection's turn: what it says next when {@code answer} has come. */
  private static final class Turn {
    final ByteBuffer received = ByteBuffer.allocate(1024);
    boolean deleting;
    ByteBuffer next = ByteBuffer.allocate(0);

    /** Whether a whole answer is there that ends a request. */
    boolean ends(boolean put) throws IOException {
      String text = new String(received.array(), 0, received.position(), StandardCharsets.US_ASCII);
      int line = text.indexOf("\r\n");
      if (line < 0) {
        return false;
      }
      String[] words = text.substring(0, line).split(" ");
      boolean reserved = words[0].equals("RESERVED");
      if (reserved && text.length() < line + 4 + Integer.parseInt(words[2])) {
        return false;
      }
      received.clear();
      if (reserved) {
        deleting = true;
        next = ByteBuffer.wrap(("delete " + words[1] + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return false;
      }
      if (!words[0].equals("INSERTED") && !words[0].equals("DELETED")) {
        throw new IOException("beanstalkd answered " + text.substring(0, line));
      }
      deleting = false;
      next = ByteBuffer.wrap(put ? PUT : RESERVE);
      return true;
    }
  }

  @Override
  public Measured measure(Work work, Duration duration) throws IOException, InterruptedException {
    if (!work.put()) {
      // Taking is faster than putting, and needs something to take.
      load(new Work(work.httpsqs(), true, work.clients()), duration.multipliedBy(3));
    }
    return load(work, duration);
  }

  private Measured load(Work work, Duration duration) throws IOException, InterruptedException {
    Duration before = process.cpu();
    long start = System.nanoTime();
    long requests = 0;
    String problem = "";
    var channels = new ArrayList<SocketChannel>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < work.clients(); i++) {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channels.add(channel);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Turn());
        channel.write(ByteBuffer.wrap(work.put() ? PUT : RESERVE));
      }
      while (System.nanoTime() - start < duration.toNanos()) {
        selector.select(100);
        for (SelectionKey key : selector.selectedKeys()) {
          var turn = (Turn) key.attachment();
          var channel = (SocketChannel) key.channel();
          channel.read(turn.received);
          requests += turn.ends(work.put()) ? 1 : 0;
          if (turn.next.hasRemaining()) {
            channel.write(turn.next);
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double micros = process.cpu().minus(before).toNanos() / 1e3 / Math.max(1, requests);
    return new Measured(requests / seconds, micros, problem);
  }

  @Override
  public void close() {
    process.close();
  }
}
