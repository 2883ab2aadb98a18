package dev.dalleserver.webhooks;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchState;
import dev.dalleserver.outbound.UrlRules;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.Ending;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.RunListener;
import dev.dalleserver.progress.RunOutcome;
import dev.dalleserver.wire.BatchJson;
import dev.dalleserver.wire.SnapshotJson;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Registers the receivers of runs and batches, and sends them a webhook when one ends. */
public final class WebhookDispatcher implements CallbackRegistry, RunListener, Consumer<Batch> {
  private static final int MAX_RECEIVERS = 8;

  private final Optional<URI> operator;
  private final UrlRules rules;
  private final WebhookSender sender;
  private final Clock clock;
  private final String prefix;

  /** The receivers by the key of what ends: a picture's key, or a batch's id. */
  private final ConcurrentMap<Object, Set<URI>> receivers = new ConcurrentHashMap<>();

  /**
   * @param operator the receiver that the operator has configured, notified of every end
   * @param prefix the path in front of every path in links; empty for none
   */
  public WebhookDispatcher(
      Optional<URI> operator, UrlRules rules, WebhookSender sender, Clock clock, String prefix) {
    this.prefix = prefix;
    this.operator = operator;
    this.rules = rules;
    this.sender = sender;
    this.clock = clock;
  }

  @Override
  public boolean isEnabled() {
    return true;
  }

  @Override
  public Optional<String> findProblem(URI receiver) {
    return rules.problemOfClientUrl(receiver);
  }

  @Override
  public boolean add(PictureKey key, URI receiver) {
    return put(key, receiver);
  }

  @Override
  public void remove(PictureKey key, URI receiver) {
    receivers.computeIfPresent(
        key,
        (k, known) -> {
          Set<URI> left = new HashSet<>(known);
          left.remove(canonical(receiver));
          return left.isEmpty() ? null : left;
        });
  }

  @Override
  public boolean add(Batch batch, URI receiver) {
    boolean added = put(batch.id(), receiver);
    if (added && batch.state().isTerminal()) {
      // The batch may have ended before its receiver was added; the operator has been notified.
      notifyReceivers(take(batch.id()), batch);
    }
    return added;
  }

  @Override
  public void onChange(ProgressRun run) {
    // Receivers are notified of the end only.
  }

  @Override
  public void onEnd(ProgressRun run, RunOutcome ending) {
    Set<URI> targets = withOperator(take(run.key()));
    if (targets.isEmpty()) {
      return;
    }
    ProgressSnapshot last = run.snapshot();
    send(targets, "run", ending.ending(), () -> SnapshotJson.render(last, ""));
  }

  /** Notifies the receivers that a batch has ended. */
  @Override
  public void accept(Batch batch) {
    notifyReceivers(withOperator(take(batch.id())), batch);
  }

  private void notifyReceivers(Set<URI> targets, Batch batch) {
    BatchState last = batch.state();
    last.ending()
        .ifPresent(
            ending ->
                send(targets, "generation", ending, () -> BatchJson.render(batch, last, prefix)));
  }

  private void send(Set<URI> targets, String what, Ending ending, Supplier<byte[]> data) {
    String id = "msg_" + UUID.randomUUID();
    Instant at = clock.instant();
    Supplier<byte[]> body = () -> EventBody.render(what, ending, at, data.get());
    targets.forEach(receiver -> sender.send(new Webhook(id, receiver, body)));
  }

  /** Returns one spelling for the operator's own URL, so that its receiver is notified once. */
  private URI canonical(URI receiver) {
    return rules.isConfigured(receiver) ? operator.orElse(receiver) : receiver;
  }

  private boolean put(Object key, URI named) {
    URI receiver = canonical(named);
    Set<URI> after =
        receivers.compute(
            key,
            (k, known) -> {
              Set<URI> extended = new HashSet<>(known == null ? Set.of() : known);
              if (extended.size() < MAX_RECEIVERS) {
                extended.add(receiver);
              }
              return extended;
            });
    return after.contains(receiver);
  }

  private Set<URI> take(Object key) {
    Set<URI> known = receivers.remove(key);
    return known == null ? Set.of() : known;
  }

  private Set<URI> withOperator(Set<URI> others) {
    Set<URI> all = new HashSet<>(others);
    operator.ifPresent(all::add);
    return all;
  }
}
