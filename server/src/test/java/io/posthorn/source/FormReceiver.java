package io.posthorn.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * A receiver made of a plain server socket that keeps the exact bytes of each request, and answers
 * with the status that a test decides by the request's body. A char stands for one byte.
 */
final class FormReceiver implements AutoCloseable {
  private final ServerSocket listening;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile Function<String, Integer> status = body -> 200;
  private volatile boolean holding;

  FormReceiver() {
    try {
      listening = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var thread = new Thread(this::accept, "form-receiver");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://127.0.0.1:" + listening.getLocalPort() + "/in?a=b";
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Answers by this from now on. */
  FormReceiver answering(Function<String, Integer> decision) {
    status = decision;
    return this;
  }

  /** Answers nothing until {@link #release}. */
  FormReceiver holding() {
    holding = true;
    return this;
  }

  void release() {
    holding = false;
    held.countDown();
  }

  /** Whole requests, in the order in which they came. */
  List<String> requests() {
    return requests;
  }

  /** Their bodies. */
  List<String> bodies() {
    return bodies;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        var thread = new Thread(() -> converse(socket), "form-conversation");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      boolean more = true;
      while (more) {
        String head = head(in);
        int length =
            Integer.parseInt(head.replaceAll("(?s).*\r\nContent-Length: (\\d+)\r\n.*", "$1"));
        String body = new String(in.readNBytes(length), ISO_8859_1);
        int code = status.apply(body);
        requests.add(head + body);
        bodies.add(body);
        if (holding) {
          held.await();
        }
        String answer = "HTTP/1.1 " + code + " Any\r\nContent-Length: 5\r\n\r\nok\nay";
        socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
        more = !head.contains("\r\nConnection: close\r\n");
      }
    } catch (IOException e) {
      // The caller closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String head(InputStream in) throws IOException {
    var read = new ByteArrayOutputStream();
    String head = "";
    while (!head.endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("closed");
      }
      read.write(b);
      head = b == '\n' ? read.toString(ISO_8859_1) : head;
    }
    return head;
  }

  @Override
  public void close() {
    release();
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
