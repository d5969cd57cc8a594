package io.posthorn.cli.bench;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * Makes the queues of a run that are not there yet: a take from an unknown queue is an error, not
 * an empty answer.
 */
final class MissingQueues {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final RequestBytes requests;
  private final ResponseReader reader = new ResponseReader();
  private final byte[] buffer = new byte[4096];

  private MissingQueues(Socket socket, RequestBytes requests) {
    this.socket = socket;
    this.requests = requests;
  }

  /** Makes them by native requests; existing ones are left as they are. */
  static void make(Endpoint endpoint, Content content) throws IOException {
    try (var socket = new Socket(endpoint.host(), endpoint.port())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      var requests = new RequestBytes(endpoint, true, content.raw().headers());
      var missing = new MissingQueues(socket, requests);
      for (int i = 0; i < content.queues(); i++) {
        missing.make(endpoint.base() + "/v1/queues/" + content.queueName(i));
      }
    }
  }

  private void make(String path) throws IOException {
    if (ask("GET", path) != 404) {
      return;
    }
    int status = ask("PUT", path);
    if (status / 100 != 2) {
      throw new IOException("PUT " + path + " answered " + status);
    }
  }

  private int ask(String method, String path) throws IOException {
    String headers = method.equals("PUT") ? "Content-Length: 0\r\n" : "";
    socket.getOutputStream().write(requests.of(method, path, headers, new byte[0]));
    while (!reader.complete()) {
      int n = socket.getInputStream().read(buffer);
      if (n < 0) {
        throw new IOException("the server closed the connection");
      }
      reader.append(ByteBuffer.wrap(buffer, 0, n));
    }
    int status = reader.status();
    reader.next();
    return status;
  }
}
