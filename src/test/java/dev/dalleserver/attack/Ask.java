package dev.dalleserver.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** One request of any form, of whose answer only the status is read: some answers never end. */
final class Ask {
  private static final int PATIENCE_MILLIS = 10_000;

  private Ask() {}

  /**
   * Sends a request and gives the status of its answer, 0 when none comes within ten seconds.
   *
   * @param start method and path
   * @param body of JSON, or empty for none
   * @param headers whole lines; a {@code Host} among them replaces the usual one
   */
  static int status(int port, String start, String body, String... headers) {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    String host = more.startsWith("Host:") ? "" : "Host: 127.0.0.1:" + port + "\r\n";
    String length =
        body.isEmpty()
            ? ""
            : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
    String text = start + " HTTP/1.1\r\n" + host + length + more + "\r\n" + body;
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      String line =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
              .readLine();
      return line == null ? 0 : Integer.parseInt(line.split(" ")[1]);
    } catch (SocketTimeoutException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(start, e);
    }
  }
}
