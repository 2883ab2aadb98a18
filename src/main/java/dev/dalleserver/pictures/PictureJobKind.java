package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.JobKind;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import dev.dalleserver.progress.RunPreview;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/**
 * Runs as jobs. As a text, what a request asks for is {@code force} or {@code keep}, a space and
 * the word of the back style: its words are drawn again by each process, which gives the same ones.
 */
final class PictureJobKind implements JobKind<PictureKey, PictureJobKind.Wish, PictureRun> {
  /**
   * What a request for a picture asks for.
   *
   * @param plan the words that the run begins with; drawn from the key and the options
   */
  record Wish(DalleDress plan, PictureOptions options) {}

  private static final String FORCE = "force";
  private static final String KEEP = "keep";

  private final ProgressManager progress;
  private final Pipeline pipeline;
  private final String provider;
  private final Duration runLimit;
  private final BiFunction<PictureKey, PictureOptions, DalleDress> words;

  /**
   * @param provider the name of the provider
   * @param words returns what a run begins with
   */
  PictureJobKind(
      ProgressManager progress,
      Pipeline pipeline,
      String provider,
      Duration runLimit,
      BiFunction<PictureKey, PictureOptions, DalleDress> words) {
    this.progress = progress;
    this.pipeline = pipeline;
    this.provider = provider;
    this.runLimit = runLimit;
    this.words = words;
  }

  @Override
  public String name() {
    return "picture";
  }

  @Override
  public PictureRun create(PictureKey key, Wish wish, int position) {
    return job(key, wish, progress.begin(key, provider, wish.plan(), position));
  }

  @Override
  public PictureRun createEnded(PictureKey key, Wish wish, String state, Duration age) {
    return job(key, wish, progress.recall(key, provider, wish.plan(), state, age));
  }

  private PictureRun job(PictureKey key, Wish wish, ProgressRun run) {
    Cancellation cancellation = new Cancellation(progress.clocks().nanos());
    RunContext context =
        new RunContext(key, wish.plan(), wish.options().force(), run, cancellation);
    return new PictureRun(context, pipeline, runLimit);
  }

  @Override
  public String writeKey(PictureKey key) {
    return key.seriesText() + "/" + key.addressText();
  }

  @Override
  public PictureKey readKey(String text) {
    int slash = text.indexOf('/');
    return PictureKey.parse(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public String writePayload(Wish wish) {
    PictureOptions options = wish.options();
    return (options.force() ? FORCE : KEEP)
        + options.backStyle().map(word -> " " + word).orElse("");
  }

  @Override
  public Wish readPayload(PictureKey key, String text) {
    int space = text.indexOf(' ');
    Optional<String> style = space < 0 ? Optional.empty() : Optional.of(text.substring(space + 1));
    PictureOptions options = new PictureOptions(text.startsWith(FORCE), style);
    return new Wish(words.apply(key, options), options);
  }

  @Override
  public String writeState(PictureRun run) {
    return run.progress().write();
  }

  @Override
  public String writeEnd(PictureRun run, JobOutcome outcome) {
    return run.progress().writeEnd(run.outcome(outcome));
  }

  @Override
  public void show(PictureRun run, String state, Duration age) {
    run.progress().show(state, age);
  }

  @Override
  public void resume(PictureRun run, Instant submittedAt) {
    run.resumeFrom(submittedAt);
  }

  /** Returns the last snapshot of a run, from texts of this kind. */
  ProgressSnapshot readEnd(String key, String payload, String state) {
    PictureKey picture = readKey(key);
    return progress.read(picture, provider, readPayload(picture, payload).plan(), state);
  }

  @Override
  public Object step(PictureRun run) {
    return Step.of(run.progress());
  }

  @Override
  public void onStep(PictureRun run, Runnable listener) {
    AtomicReference<Step> shown = new AtomicReference<>(new Step(Phase.COMPLETED, 0));
    run.progress()
        .subscribe(
            changed -> {
              Step now = Step.of(changed);
              if (!shown.getAndSet(now).equals(now) && now.phase() != Phase.COMPLETED) {
                listener.run();
              }
            });
  }

  /** What other processes see change. */
  private record Step(Phase phase, int preview) {
    static Step of(ProgressRun run) {
      return new Step(run.currentPhase(), run.preview().map(RunPreview::number).orElse(0));
    }
  }
}
