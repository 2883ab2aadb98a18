package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Scrape;
import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.web.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestLogTest {
  private static final String PICTURE = "/dalle/simple/" + TestServer.ADDRESS;

  @TempDir Path dataDir;

  @Test
  void has_one_line_a_request_with_everything_but_its_path() {
    try (StandardError log = StandardError.capture();
        TestServer server = TestServer.start(dataDir)) {
      server.get("/series?secret=hunter2", "X-Request-ID", "mine-1");
      server.get("/nowhere/hunter2", "X-Request-ID", "mine-2");

      Waiting.untilAsserted(() -> assertThat(log.lines("request_id=mine-2")).hasSize(1));
      assertThat(log.lines("request_id=mine-1"))
          .singleElement()
          .asString()
          .matches(
              ".* INFO request - method=GET route=/series status=200"
                  + " duration_ms=[0-9.]+ bytes=[1-9][0-9]* request_id=mine-1");
      assertThat(log.lines("request_id=mine-2").get(0)).contains("route=unmatched status=404");
      assertThat(log.text()).doesNotContain("hunter2");
    }
  }

  @Test
  void has_what_jetty_refuses_under_the_id_that_was_answered() {
    try (StandardError log = StandardError.capture();
        TestServer server = TestServer.start(dataDir)) {
      String id = RawHttp.get(server.port(), "/a%2fb").header("X-Request-ID");

      Waiting.untilAsserted(
          () ->
              assertThat(log.lines("request_id=" + id))
                  .singleElement()
                  .asString()
                  .contains("status=400"));
    }
  }

  @Test
  void names_the_method_that_was_acted_on_and_nothing_of_a_refused_one() {
    try (StandardError log = StandardError.capture();
        TestServer server = TestServer.start(dataDir)) {
      server.send("HEAD", "/series", "X-Request-ID", "head");
      server.get("/series?secret=hunter2", "X-Request-ID", "two", "X-HTTP-Method-Override", "PUT");

      Waiting.untilAsserted(() -> assertThat(log.lines("request_id=two")).hasSize(1));
      assertThat(log.lines("request_id=head").get(0)).contains("method=HEAD route=/series ");
      assertThat(log.lines("request_id=two").get(0))
          .contains("method=GET route=unmatched status=400");
      assertThat(log.text()).doesNotContain("hunter2").doesNotContain("PUT", "WARN");
    }
  }

  @Test
  void has_no_polls_and_probes() {
    try (StandardError log = StandardError.capture();
        TestServer server = TestServer.start(dataDir)) {
      server.painter().hold();
      server.get(PICTURE + "?generate=1", "X-Request-ID", "start");
      server.get(PICTURE + "?generate=1", "X-Request-ID", "poll");
      server.get(PICTURE, "X-Request-ID", "poll");
      server.get("/health", "X-Request-ID", "poll");
      server.get("/metrics", "X-Request-ID", "poll");
      server.get("/series", "X-Request-ID", "end");

      Waiting.untilAsserted(() -> assertThat(log.lines("request_id=end")).hasSize(1));
      assertThat(log.lines("request_id=start")).hasSize(1);
      assertThat(log.lines("request_id=poll")).isEmpty();
    }
  }

  @Test
  void has_no_probes_either_when_their_answer_is_bad() throws IOException {
    Path temporary = dataDir.resolve(".tmp");
    MovingTime time = new MovingTime();
    try (StandardError log = StandardError.capture();
        TestServer server = TestServer.in(dataDir).ticker(time.ticker()).start()) {
      Files.delete(temporary);
      time.pass(Duration.ofSeconds(5));
      assertThat(server.get("/health", "X-Request-ID", "probe").status()).isEqualTo(503);
      server.get("/series", "X-Request-ID", "end");

      Waiting.untilAsserted(() -> assertThat(log.lines("request_id=end")).hasSize(1));
      assertThat(log.lines("request_id=probe")).isEmpty();
      Waiting.untilAsserted(() -> assertThat(log.lines("component=filesystem")).hasSize(1));
      Files.createDirectory(temporary);
    }
  }

  @Test
  void has_a_line_for_each_phase_and_for_how_it_ended() {
    try (StandardError log = StandardError.capture();
        TestServer server = TestServer.start(dataDir)) {
      server.make("simple");
      server.painter().fail(FailureCode.OPENAI_TIMEOUT, "it took too long");
      server.get(PICTURE + "?generate=1&force=1");
      Waiting.untilAsserted(() -> assertThat(log.lines("outcome=failed")).hasSize(1));

      assertThat(log.lines("address=" + TestServer.ADDRESS + " phase="))
          .extracting(line -> line.replaceAll(".* phase=([a-z_]+) .*", "$1"))
          .startsWith(
              "setup", "base_prompts", "image_prep", "image_wait", "image_download", "annotate")
          .contains("completed");
      assertThat(log.lines("outcome=success").get(0)).contains("provider=fake");
      assertThat(log.lines("outcome=failed").get(0))
          .contains("WARN")
          .contains("code=OPENAI_TIMEOUT error=\"it took too long\"");
    }
  }

  @Test
  void does_not_grow_with_every_failure_when_all_fail() {
    try (StandardError log = StandardError.capture();
        TestServer server = TestServer.start(dataDir)) {
      server.painter().fail(FailureCode.OPENAI_UNAVAILABLE, "gone");
      for (int i = 0; i < 100; i++) {
        server.get(String.format("/dalle/simple/0x%040x?generate=1", i));
      }
      Waiting.untilAsserted(
          () ->
              assertThat(Scrape.of(server).value("dalleserver_generations_total", "failed"))
                  .isEqualTo(100));

      List<String> failures = log.lines("outcome=failed");
      assertThat(failures).hasSizeBetween(5, 50);
    }
  }
}
