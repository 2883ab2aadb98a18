package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.OnBothBackends;
import dev.dalleserver.TestServer;
import dev.dalleserver.dress.DressFields;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snapshot has the contract's members, all of them, in every phase, and never a null. */
@OnBothBackends
class SnapshotContractTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS + "?generate=1";

  private static final Set<String> SNAPSHOT =
      Set.of(
          "series",
          "address",
          "currentPhase",
          "current",
          "startedNs",
          "startedAt",
          "updatedAt",
          "percent",
          "etaSeconds",
          "done",
          "error",
          "errorCode",
          "cacheHit",
          "cancelled",
          "phases",
          "dalleDress",
          "phaseAverages",
          "phaseIndex",
          "phaseCount",
          "phasePercent",
          "phaseEtaSeconds",
          "queuePosition",
          "provider",
          "previewUrl",
          "request_id");

  private static final List<String> PHASES =
      List.of(
          "setup",
          "base_prompts",
          "enhance_prompt",
          "image_prep",
          "image_wait",
          "image_download",
          "annotate",
          "completed");

  private static final Set<String> PHASE =
      Set.of("name", "startedNs", "startedAt", "endedNs", "endedAt", "skipped", "error");

  private static final Set<String> ATTRIBUTE =
      Set.of("database", "name", "bytes", "number", "factor", "count", "selector", "value");

  @TempDir Path dataDir;

  private static Set<String> names(JsonNode node) {
    Set<String> names = new HashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void assertNoNulls(String where, JsonNode node) {
    assertThat(node.isNull()).as(where + " is null").isFalse();
    Iterator<Map.Entry<String, JsonNode>> fields = node.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      assertNoNulls(where + "." + field.getKey(), field.getValue());
    }
    for (int i = 0; i < (node.isArray() ? node.size() : 0); i++) {
      assertNoNulls(where + "[" + i + "]", node.get(i));
    }
  }

  static void assertContract(JsonNode snapshot) {
    assertThat(names(snapshot)).isEqualTo(SNAPSHOT);
    assertNoNulls("snapshot", snapshot);
    assertThat(snapshot.path("phases")).hasSize(8);
    for (int i = 0; i < 8; i++) {
      JsonNode phase = snapshot.path("phases").get(i);
      assertThat(names(phase)).isEqualTo(PHASE);
      assertThat(phase.path("name").asText()).isEqualTo(PHASES.get(i));
    }
    JsonNode dress = snapshot.path("dalleDress");
    assertThat(names(dress)).containsAll(DressFields.CONTRACT);
    assertThat(dress.path("attributes")).hasSize(16);
    dress.path("attributes").forEach(a -> assertThat(names(a)).isEqualTo(ATTRIBUTE));
    assertThat(dress.path("seedChunks")).hasSize(15);
    assertThat(dress.path("selectedTokens")).hasSize(16);
    assertThat(dress.path("selectedRecords")).hasSize(16);
  }

  @Test
  void in_every_phase_and_after_the_end() throws Exception {
    Semaphore mayEnhance = new Semaphore(0);
    try (TestServer server =
        TestServer.in(dataDir)
            .enhancer(
                (dress, usage, cancellation) -> {
                  mayEnhance.acquireUninterruptibly();
                  return "a richer " + dress.prompts().base();
                })
            .start()) {
      CountDownLatch mayAnnotate = new CountDownLatch(1);
      server.annotator().before(() -> awaitQuietly(mayAnnotate));
      server.painter().hold();
      List<String> seen = new ArrayList<>();
      JsonNode snapshot = server.get(PATH).json();
      while (!snapshot.path("done").asBoolean()) {
        assertContract(snapshot);
        String phase = snapshot.path("currentPhase").asText();
        seen.add(phase);
        switch (phase) {
          case "enhance_prompt" -> mayEnhance.release();
          case "image_wait" -> server.painter().release();
          case "annotate" -> mayAnnotate.countDown();
          default -> {}
        }
        snapshot = server.get(PATH + "&wait=5").json();
      }
      assertContract(snapshot);
      assertThat(seen).contains("enhance_prompt", "image_wait", "annotate");
      assertThat(snapshot.path("percent").asDouble()).isEqualTo(100);
      assertThat(snapshot.path("dalleDress").path("enhancedPrompt").asText())
          .startsWith("a richer");
      assertContract(server.get(PATH).json());
    }
  }

  @Test
  void when_it_is_queued_and_when_it_has_failed() {
    try (TestServer server = TestServer.in(dataDir).with("--workers", "1").start()) {
      server.painter().hold();
      server.get(PATH);
      // Until a worker has taken it, it waits in line too.
      Waiting.until(() -> server.painter().calls() > 0);
      JsonNode queued = server.get(PATH.replace("simple", "empty")).json();
      assertContract(queued);
      assertThat(queued.path("queuePosition").asInt()).isEqualTo(1);
      server.painter().fail(FailureCode.OPENAI_TIMEOUT, "too slow").release();
      JsonNode failed = server.client().pollUntilDone(PATH).json();
      assertContract(failed);
      assertThat(failed.path("errorCode").asText()).isEqualTo("OPENAI_TIMEOUT");
    }
  }

  @Test
  void a_prompt_that_could_not_be_enhanced_does_not_stop_the_picture() {
    try (TestServer server =
        TestServer.in(dataDir)
            .enhancer(
                (dress, usage, cancellation) -> {
                  throw new JobException(FailureCode.OPENAI_UNAVAILABLE, "not now");
                })
            .start()) {
      JsonNode last = server.make("simple").json();
      assertContract(last);
      assertThat(last.path("error").asText()).isEmpty();
      assertThat(last.path("phases").get(2).path("error").asText()).isEqualTo("not now");
      assertThat(last.path("dalleDress").path("enhancedPrompt").asText()).isEmpty();
      assertThat(last.path("dalleDress").path("completed").asBoolean()).isTrue();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
