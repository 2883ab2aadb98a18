package dev.dalleserver.web;

import dev.dalleserver.fixtures.ApiContract;
import dev.dalleserver.fixtures.TestResponse;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Requests that no well-behaved client would send, byte by byte over a socket. */
public final class RawHttp {
  private static final int PATIENCE_MILLIS = 15_000;

  private RawHttp() {}

  /** GET of a path that is sent exactly as it is given. */
  public static TestResponse get(int port, String path) {
    return exchange(
        port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  /** Sends the text and reads until the server closes the connection. */
  public static TestResponse exchange(int port, String request) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      TestResponse response = parse(readAll(socket.getInputStream()));
      String[] line = request.substring(0, request.indexOf('\r')).split(" ");
      if (line.length == 3 && line[1].startsWith("/")) {
        ApiContract.check(line[0], line[1].replaceFirst("[?#].*", ""), response);
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends the text and reads the status alone: what follows may have no end. */
  static int status(int port, String request) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStreamReader answer =
          new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1);
      return Integer.parseInt(new BufferedReader(answer).readLine().split(" ")[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] readAll(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    in.transferTo(out);
    return out.toByteArray();
  }

  static TestResponse parse(byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("closed after: '" + text + "'");
    }
    List<String> lines = Arrays.asList(text.substring(0, end).split("\r\n"));
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    int status = Integer.parseInt(lines.get(0).split(" ")[1]);
    byte[] body = Arrays.copyOfRange(answer, end + 4, answer.length);
    return new TestResponse(status, HttpHeaders.of(headers, (name, value) -> true), body);
  }
}
