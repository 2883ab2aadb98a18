package dev.dalleserver.webhooks;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchState;
import dev.dalleserver.outbound.UrlRules;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.Ending;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.wire.BatchJson;
import dev.dalleserver.wire.SnapshotJson;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Registers the receivers of runs and batches where several processes share them, and sends the
 * webhooks that any of them has noted. The operator's receiver is noted with every end.
 */
public final class SharedDispatcher implements CallbackRegistry {
  /** The kind of runs, and of their keys {@code series/address}. */
  public static final String PICTURE = "picture";

  /** The kind of batches, whose keys are their ids. */
  public static final String BATCH = "batch";

  private static final int MAX_RECEIVERS = 8;

  private final UrlRules rules;
  private final SharedEnds ends;
  private final EndReader reader;
  private final WebhookSender sender;
  private final String prefix;

  /**
   * @param prefix the path in front of every path in links; empty for none
   */
  public SharedDispatcher(
      UrlRules rules, SharedEnds ends, EndReader reader, WebhookSender sender, String prefix) {
    this.rules = rules;
    this.ends = ends;
    this.reader = reader;
    this.sender = sender;
    this.prefix = prefix;
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
    // The operator's receiver is told anyway.
    return rules.isConfigured(receiver)
        || ends.register(PICTURE, text(key), receiver, MAX_RECEIVERS);
  }

  @Override
  public void remove(PictureKey key, URI receiver) {
    ends.unregister(PICTURE, text(key), receiver);
  }

  @Override
  public boolean add(Batch batch, URI receiver) {
    return rules.isConfigured(receiver)
        || ends.register(BATCH, batch.id().value(), receiver, MAX_RECEIVERS);
  }

  private static String text(PictureKey key) {
    return key.seriesText() + "/" + key.addressText();
  }

  /**
   * Sends one webhook and waits for the answer.
   *
   * @return after which time to send it again; empty when it has arrived, or never will
   */
  public Optional<Duration> deliver(EndNotice notice) {
    byte[] body = notice.kind().equals(BATCH) ? batchBody(notice) : runBody(notice);
    return sender.sendOnce(
        new Webhook(notice.id(), notice.receiver(), () -> body), notice.attempt());
  }

  private byte[] runBody(EndNotice notice) {
    ProgressSnapshot last = reader.run(notice.key(), notice.payload(), notice.state());
    Ending ending = last.error().isEmpty() ? Ending.COMPLETED : Ending.FAILED;
    return EventBody.render(
        "run",
        last.cancelled() ? Ending.CANCELLED : ending,
        notice.ended(),
        SnapshotJson.render(last, ""));
  }

  private byte[] batchBody(EndNotice notice) {
    Batch batch = reader.batch(notice.key(), notice.payload(), notice.state());
    BatchState last = batch.state();
    return EventBody.render(
        "generation",
        last.ending().orElse(Ending.FAILED),
        notice.ended(),
        BatchJson.render(batch, last, prefix));
  }
}
