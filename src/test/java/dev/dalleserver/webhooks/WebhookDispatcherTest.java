package dev.dalleserver.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.Batches;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.outbound.UrlRules;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.RunOutcome;
import dev.dalleserver.progress.Runs;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which receivers hear of which end, and that each hears of it once. */
@Timeout(60)
class WebhookDispatcherTest {
  private static final URI ONE = URI.create("https://one.example/hook");
  private static final URI OTHER = URI.create("https://other.example/hook");

  @TempDir private Path dataDir;
  private final MockWebServer receiver = new MockWebServer();
  private final MovingTime time = new MovingTime();
  private final Queue<URI> called = new ConcurrentLinkedQueue<>();
  private DataDirectory directory;
  private WebhookSender sender;
  private UrlRules rules;
  private ProgressManager manager;
  private ProgressRun run;
  private URI operator;

  @BeforeEach
  void start() throws Exception {
    receiver.start();
    operator = receiver.url("/operator").uri();
    // All other receivers lead to this machine and are therefore not called, only reported.
    rules =
        new UrlRules(
            "callback",
            Optional.of(receiver.url("/operator")),
            host -> List.of(InetAddress.getByName("127.0.0.1")));
    sender =
        new WebhookSender(
            rules,
            Optional::empty,
            new DeliveryPolicy(
                100, 1, Duration.ofMillis(1), Duration.ofSeconds(30), Duration.ofSeconds(1)),
            time.clock(),
            () -> 0.5,
            new WebhookListener() {
              @Override
              public void onRetry(Webhook webhook, String reason, Duration pause) {}

              @Override
              public void onEnd(Webhook webhook, Outcome outcome, String reason) {
                called.add(webhook.receiver());
              }
            },
            OutboundNetwork.ofTheJvm());
    directory = DataDirectory.open(dataDir);
    manager =
        new ProgressManager(
            new LocalPhaseHistory(new FileStore(directory), time.clock()),
            time.ticker(),
            ProgressManager.Retention.DEFAULT);
    run = Runs.begin(manager);
  }

  @AfterEach
  void stop() throws Exception {
    sender.close();
    receiver.close();
    directory.close();
  }

  private WebhookDispatcher dispatcher(boolean withOperator) {
    return new WebhookDispatcher(
        withOperator ? Optional.of(operator) : Optional.empty(), rules, sender, time.clock(), "");
  }

  private void assertCalled(URI... receivers) {
    Waiting.until(() -> called.size() >= receivers.length && sender.waiting() == 0);
    assertThat(called).containsExactlyInAnyOrder(receivers);
    called.clear();
  }

  private JsonNode body() throws Exception {
    return new ObjectMapper().readTree(receiver.takeRequest().getBody().utf8());
  }

  @Test
  void the_operator_hears_of_every_end_of_a_run_with_its_kind_and_time() throws Exception {
    WebhookDispatcher dispatcher = dispatcher(true);
    for (RunOutcome outcome :
        List.of(RunOutcome.SUCCESS, RunOutcome.CANCELLED, RunOutcome.failure("no", "X"))) {
      receiver.enqueue(new MockResponse.Builder().code(204).build());
      dispatcher.onEnd(run, outcome);
      assertCalled(operator);
      JsonNode body = body();
      assertThat(body.path("type").asText()).isEqualTo("run." + outcome.ending().text());
      assertThat(body.path("timestamp").asText()).isEqualTo("2026-03-01T12:00:00Z");
      assertThat(body.path("data").path("address").asText()).isEqualTo(run.key().addressText());
    }
  }

  @Test
  void a_change_of_a_run_is_no_end() {
    WebhookDispatcher dispatcher = dispatcher(false);
    dispatcher.add(run.key(), ONE);
    dispatcher.onChange(run);
    assertThat(called).isEmpty();
    dispatcher.onEnd(run, RunOutcome.SUCCESS);
    assertCalled(ONE);
  }

  @Test
  void receivers_hear_of_their_run_once_and_of_no_other() {
    WebhookDispatcher dispatcher = dispatcher(false);
    ProgressRun another = Runs.begin(manager, "empty", run.key().addressText());
    assertThat(dispatcher.isEnabled()).isTrue();
    assertThat(dispatcher.add(run.key(), ONE)).isTrue();
    assertThat(dispatcher.add(run.key(), OTHER)).isTrue();
    assertThat(dispatcher.add(run.key(), ONE)).isTrue();

    dispatcher.onEnd(another, RunOutcome.SUCCESS);
    dispatcher.onEnd(run, RunOutcome.SUCCESS);
    assertCalled(ONE, OTHER);

    dispatcher.onEnd(run, RunOutcome.SUCCESS);
    assertThat(sender.waiting()).isZero();
    assertThat(called).isEmpty();
  }

  @Test
  void a_removed_receiver_hears_nothing_and_the_others_still_do() {
    WebhookDispatcher dispatcher = dispatcher(false);
    dispatcher.add(run.key(), ONE);
    dispatcher.add(run.key(), OTHER);
    dispatcher.remove(run.key(), ONE);
    dispatcher.onEnd(run, RunOutcome.SUCCESS);
    assertCalled(OTHER);

    dispatcher.add(run.key(), ONE);
    dispatcher.remove(run.key(), ONE);
    dispatcher.remove(run.key(), OTHER);
    dispatcher.onEnd(run, RunOutcome.SUCCESS);
    assertThat(sender.waiting()).isZero();
    assertThat(called).isEmpty();
  }

  @Test
  void the_operators_url_in_another_spelling_is_called_once() {
    WebhookDispatcher dispatcher = dispatcher(true);
    receiver.enqueue(new MockResponse.Builder().code(204).build());
    URI spelled = URI.create(operator.toString().replace("http://", "HTTP://"));
    assertThat(dispatcher.findProblem(spelled)).isEmpty();
    assertThat(dispatcher.findProblem(receiver.url("/else").uri()))
        .contains("the callback is on the operator's host, but not the operator's URL");
    assertThat(dispatcher.add(run.key(), spelled)).isTrue();
    dispatcher.onEnd(run, RunOutcome.SUCCESS);
    assertCalled(operator);
  }

  @Test
  void eight_receivers_are_added_and_no_ninth_but_one_of_the_eight_again() {
    WebhookDispatcher dispatcher = dispatcher(false);
    PictureKey key = run.key();
    for (int i = 1; i <= 8; i++) {
      assertThat(dispatcher.add(key, URI.create("https://h" + i + ".example/"))).isTrue();
    }
    assertThat(dispatcher.add(key, ONE)).isFalse();
    assertThat(dispatcher.add(key, URI.create("https://h8.example/"))).isTrue();
    dispatcher.remove(key, URI.create("https://h8.example/"));
    assertThat(dispatcher.add(key, ONE)).isTrue();
  }

  @Test
  void a_batch_is_told_to_its_receivers_and_the_operator_when_it_has_ended() throws Exception {
    WebhookDispatcher dispatcher = dispatcher(true);
    receiver.enqueue(new MockResponse.Builder().code(204).build());
    Batch batch = Batches.pending();
    assertThat(dispatcher.add(batch, ONE)).isTrue();
    assertThat(called).isEmpty();

    Batches.cancel(batch);
    dispatcher.accept(batch);
    assertCalled(operator, ONE);
    JsonNode body = body();
    assertThat(body.path("type").asText()).isEqualTo("generation.cancelled");
    assertThat(body.path("data").path("id").asText()).isEqualTo(batch.id().value());

    // Who comes after the end hears of it at once, and the operator not again.
    assertThat(dispatcher.add(batch, OTHER)).isTrue();
    assertCalled(OTHER);
    assertThat(receiver.getRequestCount()).isEqualTo(1);
  }

  @Test
  void a_server_without_callbacks_adds_none() {
    CallbackRegistry disabled = CallbackRegistry.DISABLED;
    assertThat(disabled.isEnabled()).isFalse();
    assertThat(disabled.findProblem(ONE)).contains("this server makes no callbacks");
    assertThat(disabled.add(run.key(), ONE)).isFalse();
    assertThat(disabled.add(Batches.pending(), ONE)).isFalse();
  }

  @Test
  void a_batch_has_eight_receivers_at_most() {
    Batch batch = Batches.pending();
    WebhookDispatcher dispatcher = dispatcher(false);
    for (int i = 0; i < 8; i++) {
      assertThat(dispatcher.add(batch, URI.create("https://one.example/" + i))).isTrue();
    }
    assertThat(dispatcher.add(batch, OTHER)).isFalse();
  }
}
