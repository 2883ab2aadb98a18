package dev.dalleserver.fuzz;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One request.
 *
 * @param operation the document's name of what it is made for
 * @param path as it is sent, without the query
 * @param query names and values before they are encoded
 * @param body empty for none
 */
record FuzzRequest(
    String operation,
    String method,
    String path,
    List<Map.Entry<String, String>> query,
    List<Map.Entry<String, String>> headers,
    byte[] body) {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  HttpRequest toHttp(int port) {
    String words =
        query.stream()
            .map(word -> word.getKey() + "=" + encode(word.getValue()))
            .collect(Collectors.joining("&"));
    URI uri = URI.create("http://127.0.0.1:" + port + path + (words.isEmpty() ? "" : "?" + words));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(header -> request.header(header.getKey(), header.getValue()));
    return request.build();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    String text = new String(body, StandardCharsets.UTF_8);
    return method
        + " "
        + path
        + " "
        + query
        + " "
        + headers
        + " "
        + text.substring(0, Math.min(300, text.length()));
  }
}
