package dev.dalleserver.web.collections;

import static dev.dalleserver.web.collections.CollectionsTest.data;
import static dev.dalleserver.web.collections.CollectionsTest.look;
import static dev.dalleserver.web.collections.CollectionsTest.postText;
import static dev.dalleserver.web.collections.CollectionsTest.untilState;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.OnBothBackends;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collection counts as made, as failed and as paid. */
@OnBothBackends
class CollectionCountsTest {
  private static final String TWO = TestServer.ADDRESS + "\n" + CollectionsTest.address(1);

  @TempDir private Path dir;

  @Test
  void a_picture_that_a_client_has_begun_is_made_and_not_counted_as_paid() {
    try (TestServer server = TestServer.in(dir).with("--workers", "4").start()) {
      server.painter().hold();
      server.get("/dalle/simple/" + TestServer.ADDRESS + "?generate=1");
      Waiting.until(() -> server.painter().calls() == 1);
      String id = data(postText(server, "?series=simple", TWO)).path("id").asText();
      Waiting.until(() -> server.painter().calls() == 2);
      server.painter().release();

      JsonNode done = untilState(server, id, "done");

      assertThat(done.path("made").asInt()).isEqualTo(2);
      assertThat(done.path("imagesPaid").asInt()).isEqualTo(1);
      assertThat(server.painter().calls()).isEqualTo(2);
    }
  }

  @Test
  void a_picture_that_needs_only_its_caption_is_not_paid_again() {
    try (TestServer server = TestServer.start(dir)) {
      server.make("simple");
      server.get("/dalle/simple/" + TestServer.ADDRESS + "?remove=1");

      JsonNode told = data(postText(server, "?series=simple", TWO));

      assertThat(told.path("toPay").asInt()).isEqualTo(1);
      JsonNode done = untilState(server, told.path("id").asText(), "done");
      assertThat(done.path("made").asInt()).isEqualTo(2);
      assertThat(done.path("imagesPaid").asInt()).isEqualTo(1);
      assertThat(server.painter().calls()).isEqualTo(2);
    }
  }

  @Test
  void pictures_of_a_provider_that_is_not_paid_cost_nothing() {
    try (TestServer server = TestServer.in(dir).offline().start()) {
      JsonNode told = data(postText(server, "?series=simple", TWO));

      assertThat(told.path("toPay").asInt()).isZero();
      JsonNode done = untilState(server, told.path("id").asText(), "done");
      assertThat(done.path("made").asInt()).isEqualTo(2);
      assertThat(done.path("imagesPaid").asInt()).isZero();
    }
  }

  @Test
  void a_picture_that_a_client_cancels_has_failed() {
    try (TestServer server = TestServer.start(dir)) {
      server.painter().hold();
      String id = data(postText(server, "?series=simple", TWO)).path("id").asText();
      Waiting.until(() -> server.painter().calls() == 2);
      server.send("DELETE", "/dalle/simple/" + TestServer.ADDRESS);
      server.painter().release();

      JsonNode done = untilState(server, id, "done");

      assertThat(done.path("made").asInt()).isEqualTo(1);
      assertThat(done.at("/failures/0/errorCode").asText()).isEqualTo("CANCELLED");
    }
  }

  @Test
  void what_was_paid_is_told_after_a_stop() {
    String id;
    try (TestServer server = TestServer.in(dir).with("--daily-image-limit", "1").start()) {
      id = data(postText(server, "?series=simple", TWO)).path("id").asText();
      Waiting.until(() -> look(server.client(), id).path("made").asInt() == 1);
      server.stop();
    }
    try (TestServer server = TestServer.in(dir).with("--daily-image-limit", "1").start()) {
      assertThat(look(server.client(), id).path("imagesPaid").asInt()).isEqualTo(1);
    }
  }
}
