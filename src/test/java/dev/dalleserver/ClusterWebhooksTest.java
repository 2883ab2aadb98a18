package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.fixtures.SharedState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The webhooks of servers that share their jobs. */
@Timeout(120)
class ClusterWebhooksTest {
  private static final int PICTURES = 6;

  @TempDir Path folder;
  private final MockWebServer receiver = new MockWebServer();
  private SharedState shared;
  private TestServer one;
  private TestServer two;

  @BeforeEach
  void start() throws Exception {
    receiver.start();
    shared = SharedState.create();
    one = server("one");
    two = server("two");
  }

  private TestServer server(String name) {
    String[] flags =
        Stream.concat(
                Stream.of(shared.flags(name)),
                Stream.of("--webhook-url", receiver.url("/hook").toString()))
            .toArray(String[]::new);
    TestServer server = TestServer.in(folder.resolve(name)).with(flags).start();
    server.painter().release();
    return server;
  }

  @AfterEach
  void stop() throws Exception {
    two.close();
    one.close();
    shared.close();
    receiver.close();
  }

  @Test
  void each_end_is_told_once_whichever_server_has_made_the_picture() throws Exception {
    for (int i = 0; i < 2 * PICTURES; i++) {
      receiver.enqueue(new MockResponse.Builder().build());
    }
    List<String> asked = new ArrayList<>();
    for (int i = 1; i <= PICTURES; i++) {
      String address = String.format("0x%040x", i);
      asked.add(address);
      (i % 2 == 0 ? one : two).client().pollUntilDone("/dalle/simple/" + address + "?generate=1");
    }
    List<String> told = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      RecordedRequest request = receiver.takeRequest(20, TimeUnit.SECONDS);
      assertThat(request).isNotNull();
      assertThat(request.getHeaders().get("webhook-id")).startsWith("msg_");
      JsonNode body = new ObjectMapper().readTree(request.getBody().utf8());
      assertThat(body.path("type").asText()).isEqualTo("run.completed");
      told.add(body.path("data").path("address").asText());
    }
    assertThat(told).containsExactlyInAnyOrderElementsOf(asked);
    assertThat(receiver.takeRequest(2, TimeUnit.SECONDS)).as("a second time").isNull();
  }
}
