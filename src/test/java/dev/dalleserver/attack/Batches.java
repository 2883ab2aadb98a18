package dev.dalleserver.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** Batches whose state attacks check afterwards. */
final class Batches {
  private Batches() {}

  /** Makes a batch of pictures of 1024 pixels square; gives its path once it is complete. */
  static String make(AttackedServer server, int count) {
    String path = post(server, count);
    Waiting.until(
        () ->
            server
                .get(path + "?images=url&wait=5")
                .json()
                .path("status")
                .asText()
                .equals("complete"));
    return path;
  }

  /** Begins one and gives its path. */
  static String post(AttackedServer server, int count) {
    TestClient client = server.process().client();
    String body =
        "{\"prompt\":\"a quiet sea\",\"width\":1024,\"height\":1024,\"count\":" + count + "}";
    TestResponse begun =
        client.send(
            HttpRequest.newBuilder(client.uri("/v1/images/generations"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    assertThat(begun.status()).as(begun.text()).isEqualTo(201);
    return begun.header("Location");
  }
}
