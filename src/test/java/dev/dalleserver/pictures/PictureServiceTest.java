package dev.dalleserver.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run for each key, in every course of events, as callers see it. */
class PictureServiceTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS + "?generate=1";

  @TempDir Path dataDir;

  private static <T> List<T> allAtOnce(int times, Callable<T> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(50);
    try {
      List<T> results = new ArrayList<>();
      List<Callable<T>> calls = IntStream.range(0, times).mapToObj(i -> call).toList();
      for (Future<T> future : threads.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Path> filesUnder(String folder) throws Exception {
    try (Stream<Path> files = Files.walk(dataDir.resolve(folder))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Nested
  class WhenManyAskAtOnce {
    @Test
    void five_hundred_requests_for_one_picture_are_one_run() throws Exception {
      try (TestServer server = TestServer.start(dataDir)) {
        List<Integer> statuses = allAtOnce(500, () -> server.get(PATH).status());
        assertThat(statuses).containsOnly(200);
        server.make("simple");
        assertThat(server.painter().calls()).isEqualTo(1);
      }
    }

    @Test
    void more_than_there_is_room_for_are_refused_and_all_accepted_ones_finish() throws Exception {
      try (TestServer server =
          TestServer.in(dataDir).with("--workers", "2", "--queue", "20").start()) {
        server.painter().hold();
        int accepted = 0;
        for (int i = 0; i < 40; i++) {
          String path = "/dalle/simple/0x%040x?generate=1".formatted(i);
          accepted += server.get(path).status() == 200 ? 1 : 0;
        }
        assertThat(accepted).isEqualTo(22);
        server.painter().release();
        for (int i = 0; i < 22; i++) {
          String path = "/dalle/simple/0x%040x?generate=1".formatted(i);
          assertThat(server.client().pollUntilDone(path).json().path("error").asText()).isEmpty();
        }
        assertThat(filesUnder("output/simple/annotated")).hasSize(22);
      }
    }
  }

  @Nested
  class WhenSomebodyCancels {
    @Test
    void the_answer_is_the_cancelled_run_whoever_was_first_to_notice() {
      try (TestServer server = TestServer.in(dataDir).with("--workers", "1").start()) {
        for (int i = 1; i <= 200; i++) {
          String path = "/dalle/simple/0x%040x".formatted(i);
          server.painter().hold();
          server.get(path + "?generate=1");
          int calls = i;
          Waiting.until(() -> server.painter().calls() >= calls);
          TestResponse answer = server.send("DELETE", path);
          assertThat(answer.status()).as("attempt " + i).isEqualTo(200);
          assertThat(answer.json().path("cancelled").asBoolean()).isTrue();
        }
      }
    }
  }

  @Nested
  class WhenARunTakesTooLong {
    @Test
    void it_ends_with_a_timeout_and_its_key_is_free_even_if_the_provider_never_returns() {
      try (TestServer server =
          TestServer.in(dataDir)
              .with("--lock-ttl", "500ms", "--failure-hold", "100ms", "--workers", "2")
              .start()) {
        server.painter().hold().deaf();
        JsonNode last = server.client().pollUntilDone(PATH).json();
        assertThat(last.path("errorCode").asText()).isEqualTo("GENERATION_TIMEOUT");
        server.painter().release();
        JsonNode again = server.client().pollUntilDone(PATH).json();
        while (!again.path("error").asText().isEmpty()) {
          again = server.client().pollUntilDone(PATH).json();
        }
        assertThat(again.path("dalleDress").path("completed").asBoolean()).isTrue();
      }
    }
  }

  @Nested
  class WhenAnEarlierRunWasCutOff {
    @Test
    void a_stored_picture_is_only_annotated_and_never_paid_for_twice() {
      try (TestServer server = TestServer.in(dataDir).with("--failure-hold", "100ms").start()) {
        server.annotator().fail(FailureCode.INTERNAL_SERVER_ERROR, "no font");
        assertThat(server.make("simple").json().path("error").asText()).isEqualTo("no font");
      }
      try (TestServer server = TestServer.start(dataDir)) {
        JsonNode last = server.make("simple").json();
        assertThat(last.path("error").asText()).isEmpty();
        assertThat(server.painter().calls()).isZero();
        assertThat(last.path("phases").get(1).path("skipped").asBoolean()).isTrue();
        assertThat(last.path("phases").get(4).path("skipped").asBoolean()).isTrue();
        assertThat(last.path("phases").get(6).path("skipped").asBoolean()).isFalse();
        assertThat(last.path("dalleDress").path("provider").asText()).isEqualTo("fake");
      }
    }

    @Test
    void a_stored_enhanced_prompt_is_not_asked_for_again() {
      PromptEnhancer first = (dress, usage, cancellation) -> "the richer prompt";
      try (TestServer server = TestServer.in(dataDir).enhancer(first).start()) {
        server.painter().fail(FailureCode.OPENAI_ERROR, "no picture");
        server.make("simple");
      }
      PromptEnhancer second =
          (dress, usage, cancellation) -> {
            throw new AssertionError("asked again");
          };
      try (TestServer server = TestServer.in(dataDir).enhancer(second).start()) {
        JsonNode last = server.make("simple").json();
        assertThat(last.path("error").asText()).isEmpty();
        assertThat(last.path("dalleDress").path("enhancedPrompt").asText())
            .isEqualTo("the richer prompt");
      }
    }

    @Test
    void a_dress_that_cannot_be_read_stays_beside_its_picture() throws Exception {
      try (TestServer server = TestServer.in(dataDir).with("--failure-hold", "100ms").start()) {
        server.annotator().fail(FailureCode.INTERNAL_SERVER_ERROR, "no font");
        server.make("simple");
      }
      Path dress = dataDir.resolve("output/simple/selector/" + TestServer.ADDRESS + ".json");
      for (String damage : List.of("", "{", "[]", "null", "{\"seed\":\"x\"}", "\0\0\0")) {
        Files.writeString(dress, damage);
        Files.deleteIfExists(
            dataDir.resolve("output/simple/annotated/" + TestServer.ADDRESS + ".png"));
        try (TestServer server = TestServer.start(dataDir)) {
          assertThat(server.make("simple").json().path("error").asText()).as(damage).isEmpty();
          assertThat(Files.readString(dress)).as(damage).isEqualTo(damage);
        }
      }
    }
  }

  @Nested
  class WhenTheServerStops {
    @Test
    void the_next_server_makes_what_was_under_way_when_it_is_asked() {
      TestServer server = TestServer.start(dataDir);
      server.painter().hold();
      server.get(PATH);
      server.close();
      try (TestServer next = TestServer.start(dataDir)) {
        assertThat(next.make("simple").json().path("error").asText()).isEmpty();
      }
    }

    @Test
    void statistics_are_saved() throws Exception {
      try (TestServer server = TestServer.start(dataDir)) {
        server.make("simple");
        server.get(PATH);
      }
      String saved = Files.readString(dataDir.resolve("metrics/progress_phase_stats.json"));
      assertThat(saved).contains("\"version\":\"v1\"", "\"generationRuns\":1", "\"cacheHits\":");
    }
  }

  @Nested
  class WhenNoPictureIsWanted {
    @Test
    void a_plain_card_is_annotated_and_the_image_phases_are_skipped() {
      FakeAnnotator annotator = new FakeAnnotator();
      PictureProviders cards = new PictureProviders(Optional.empty(), Optional.empty(), annotator);
      try (TestServer server = TestServer.in(dataDir).providers(cards).start()) {
        JsonNode last = server.make("simple").json();
        for (int phase = 2; phase <= 5; phase++) {
          assertThat(last.path("phases").get(phase).path("skipped").asBoolean()).isTrue();
        }
        assertThat(server.get(PATH.replace("?generate=1", "")).text()).startsWith("card");
        assertThat(dataDir.resolve("output/simple/generated")).doesNotExist();
      }
    }
  }
}
