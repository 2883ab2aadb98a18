package dev.dalleserver.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.Batches;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.outbound.UrlRules;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.RunOutcome;
import dev.dalleserver.progress.Runs;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks about ends that another process has noted. */
class SharedDispatcherTest {
  private static final Instant ENDED = Instant.parse("2026-03-01T11:00:00Z");
  private static final String ADDRESS = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";
  private static final URI OPERATOR = URI.create("https://operator.example/hook");

  @TempDir Path dataDir;
  private final MovingTime time = new MovingTime();
  private final MockWebServer receiver = new MockWebServer();
  private final List<String> registered = new ArrayList<>();
  private final List<String> outcomes = new ArrayList<>();
  private DataDirectory directory;
  private ProgressManager progress;
  private ProgressSnapshot last;
  private Batch lastBatch;
  private boolean room = true;
  private WebhookSender sender;
  private SharedDispatcher dispatcher;

  @BeforeEach
  void open() throws Exception {
    receiver.start();
    directory = DataDirectory.open(dataDir);
    progress =
        new ProgressManager(
            new LocalPhaseHistory(new FileStore(directory), time.clock()),
            time.ticker(),
            ProgressManager.Retention.DEFAULT);
    UrlRules rules =
        new UrlRules(
            "callback",
            Optional.of(receiver.url("/hook")),
            host -> List.of(InetAddress.getByName("127.0.0.1")));
    sender =
        new WebhookSender(
            rules,
            Optional::empty,
            new DeliveryPolicy(
                100, 2, Duration.ofSeconds(8), Duration.ofSeconds(30), Duration.ofSeconds(1)),
            time.clock(),
            () -> 0,
            new Recorder(),
            OutboundNetwork.ofTheJvm());
    dispatcher =
        new SharedDispatcher(
            UrlRules.of("callback", Optional.of(OPERATOR)), new Ends(), new Reader(), sender, "");
  }

  @AfterEach
  void close() throws Exception {
    sender.close();
    receiver.close();
    directory.close();
  }

  private final class Recorder implements WebhookListener {
    @Override
    public void onRetry(Webhook webhook, String reason, Duration pause) {
      outcomes.add("retry");
    }

    @Override
    public void onEnd(Webhook webhook, Outcome outcome, String reason) {
      outcomes.add(outcome.name());
    }
  }

  private final class Ends implements SharedEnds {
    @Override
    public boolean register(String kind, String key, URI url, int most) {
      return room && registered.add(kind + " " + key + " " + url);
    }

    @Override
    public void unregister(String kind, String key, URI url) {
      registered.remove(kind + " " + key + " " + url);
    }

    @Override
    public boolean sendNext(Sender sender) {
      return false;
    }
  }

  private final class Reader implements EndReader {
    @Override
    public ProgressSnapshot run(String key, String payload, String state) {
      return last;
    }

    @Override
    public Batch batch(String key, String payload, String state) {
      return lastBatch;
    }
  }

  private EndNotice notice(int attempt) {
    return notice(RunOutcome.failure("no", "OPENAI_ERROR"), attempt);
  }

  private EndNotice notice(RunOutcome outcome, int attempt) {
    ProgressRun run = Runs.begin(progress);
    run.enter(Phase.SETUP);
    run.finish(outcome);
    last = run.snapshot();
    return notice(SharedDispatcher.PICTURE, attempt);
  }

  private EndNotice notice(String kind, int attempt) {
    return new EndNotice(
        "msg_7_1",
        kind,
        "simple/0x",
        "keep",
        "",
        ENDED,
        URI.create(receiver.url("/hook").toString()),
        attempt);
  }

  @Test
  void the_body_is_that_of_any_webhook_with_the_time_of_the_end() throws Exception {
    receiver.enqueue(new MockResponse.Builder().build());
    assertThat(dispatcher.deliver(notice(1))).isEmpty();
    RecordedRequest request = receiver.takeRequest();
    assertThat(request.getHeaders().get("webhook-id")).isEqualTo("msg_7_1");
    JsonNode body = new ObjectMapper().readTree(request.getBody().utf8());
    assertThat(body.path("type").asText()).isEqualTo("run.failed");
    assertThat(body.path("timestamp").asText()).isEqualTo("2026-03-01T11:00:00Z");
    assertThat(body.path("data").path("errorCode").asText()).isEqualTo("OPENAI_ERROR");
    assertThat(outcomes).containsExactly("SENT");
  }

  @Test
  void one_that_is_not_accepted_is_tried_again_as_often_as_any_webhook() {
    receiver.enqueue(new MockResponse.Builder().code(500).build());
    receiver.enqueue(new MockResponse.Builder().code(500).build());
    assertThat(dispatcher.deliver(notice(1))).contains(Duration.ofSeconds(4));
    assertThat(dispatcher.deliver(notice(2))).isEmpty();
    assertThat(outcomes).containsExactly("retry", "FAILED");
  }

  @Test
  void receivers_are_noted_by_kind_and_key_and_the_operators_own_is_not() {
    PictureKey key = PictureKey.parse("simple", ADDRESS);
    URI url = URI.create("https://client.example/");
    assertThat(dispatcher.add(key, url)).isTrue();
    assertThat(dispatcher.add(key, OPERATOR)).isTrue();
    assertThat(registered)
        .containsExactly("picture simple/" + ADDRESS + " https://client.example/");
    dispatcher.remove(key, url);
    assertThat(registered).isEmpty();
  }

  private String typeOf(EndNotice notice) throws Exception {
    receiver.enqueue(new MockResponse.Builder().build());
    assertThat(dispatcher.deliver(notice)).isEmpty();
    return new ObjectMapper()
        .readTree(receiver.takeRequest().getBody().utf8())
        .path("type")
        .asText();
  }

  @Test
  void the_body_says_how_a_run_has_ended() throws Exception {
    assertThat(typeOf(notice(RunOutcome.SUCCESS, 1))).isEqualTo("run.completed");
    assertThat(typeOf(notice(RunOutcome.CANCELLED, 1))).isEqualTo("run.cancelled");
  }

  @Test
  void the_body_says_how_a_batch_has_ended() throws Exception {
    lastBatch = Batches.pending();
    Batches.cancel(lastBatch);
    assertThat(typeOf(notice(SharedDispatcher.BATCH, 1))).isEqualTo("generation.cancelled");
  }

  @Test
  void receivers_of_batches_are_noted_by_id_while_there_is_room() {
    Batch batch = Batches.pending();
    URI url = URI.create("https://client.example/");
    assertThat(dispatcher.add(batch, url)).isTrue();
    assertThat(dispatcher.add(batch, OPERATOR)).isTrue();
    assertThat(registered).containsExactly("batch " + batch.id().value() + " " + url);
    room = false;
    assertThat(dispatcher.add(batch, URI.create("https://other.example/"))).isFalse();
    assertThat(dispatcher.add(PictureKey.parse("simple", ADDRESS), url)).isFalse();
  }

  @Test
  void a_client_may_name_receivers_that_are_public_only() {
    assertThat(dispatcher.isEnabled()).isTrue();
    assertThat(dispatcher.findProblem(URI.create("https://client.example/"))).isEmpty();
    assertThat(dispatcher.findProblem(URI.create("https://10.0.0.8/"))).isPresent();
  }
}
