package dev.dalleserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A plain HTTP/1.1 client for tests. Every answer is held to the {@link ApiContract}. */
public final class TestClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final boolean ours;

  public TestClient(URI base) {
    this(base, true);
  }

  private TestClient(URI base, boolean ours) {
    this.base = base;
    this.ours = ours;
  }

  /** For a server that is not ours, which may answer what it likes. */
  public static TestClient ofOther(URI base) {
    return new TestClient(base, false);
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
    HttpRequest sent = request.timeout(PATIENCE).build();
    try {
      HttpResponse<byte[]> answer = http.send(sent, HttpResponse.BodyHandlers.ofByteArray());
      TestResponse response =
          new TestResponse(answer.statusCode(), answer.headers(), answer.body());
      if (ours) {
        ApiContract.check(sent.method(), sent.uri().getRawPath(), response);
      }
      return response;
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
