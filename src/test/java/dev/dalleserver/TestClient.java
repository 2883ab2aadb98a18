package dev.dalleserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A plain HTTP/1.1 client for tests. */
public final class TestClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  public TestClient(URI base) {
    this.base = base;
  }

  /** The address of a path on the server. */
  public URI uri(String path) {
    return URI.create(base + path);
  }

  public TestResponse send(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  public TestResponse send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
      return new TestResponse(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Asks again, each time held back by the server until something changed, until the run is done.
   */
  public TestResponse pollUntilDone(String path) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String held = path + (path.contains("?") ? "&" : "?") + "wait=5";
    TestResponse response = send("GET", held);
    while (response.status() == 200 && !response.json().path("done").asBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not done: " + response.text());
      }
      response = send("GET", held);
    }
    return response;
  }
}
