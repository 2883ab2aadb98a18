package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dalleserver.OnBothBackends;
import dev.dalleserver.batches.Batch;
import dev.dalleserver.dress.BareDress;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.PictureOutcome;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.RunOutcome;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.webhooks.CallbackRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The receivers of a callback are kept as long as their run can still end, and no longer. */
@OnBothBackends
class CallbacksTest {
  private static final PictureKey KEY =
      PictureKey.parse("simple", "0xf503017d7baf7fbc0fff7492b751025c6a78179b");
  private static final URI RECEIVER = URI.create("https://hooks.example/1");

  @TempDir Path folder;
  private final List<URI> known = new ArrayList<>();
  private final Callbacks callbacks = new Callbacks(new OneReceiver());
  private DataDirectory directory;
  private ProgressRun run;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    run =
        new ProgressManager(
                new LocalPhaseHistory(new FileStore(directory), new MovingTime().ticker().wall()),
                new MovingTime().ticker(),
                ProgressManager.Retention.DEFAULT)
            .begin(KEY, "fake", BareDress.of("f".repeat(64), "an otter", Map.of()), 1);
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  /** Keeps the receivers to notify, at most one. */
  private final class OneReceiver implements CallbackRegistry {
    @Override
    public boolean isEnabled() {
      return true;
    }

    @Override
    public Optional<String> findProblem(URI receiver) {
      return Optional.empty();
    }

    @Override
    public boolean add(PictureKey key, URI receiver) {
      return known.isEmpty() && known.add(receiver);
    }

    @Override
    public void remove(PictureKey key, URI receiver) {
      known.remove(receiver);
    }

    @Override
    public boolean add(Batch batch, URI receiver) {
      return known.isEmpty() && known.add(receiver);
    }
  }

  private PictureOutcome.Accepted seen() {
    return new PictureOutcome.Accepted(run.snapshot(), true);
  }

  private PictureOutcome.Accepted generate(Supplier<PictureOutcome.Accepted> answer) {
    return callbacks.generate(KEY, Optional.of(RECEIVER), answer);
  }

  @Test
  void a_receiver_is_known_before_the_run_begins_and_until_it_ends() {
    generate(
        () -> {
          assertThat(known).containsExactly(RECEIVER);
          return seen();
        });
    assertThat(known).containsExactly(RECEIVER);
  }

  @Test
  void a_receiver_of_a_picture_that_is_there_already_is_forgotten() {
    run.finish(RunOutcome.SUCCESS);
    generate(this::seen);
    assertThat(known).isEmpty();
  }

  @Test
  void a_receiver_of_a_run_that_could_not_begin_is_forgotten() {
    List<Throwable> problems =
        List.of(
            new ApiError(ErrorCode.SERVER_BUSY, "too many", "later"),
            new IllegalStateException("broken"),
            new StackOverflowError());
    for (Throwable problem : problems) {
      assertThat(
              catchThrowable(
                  () ->
                      generate(
                          () -> {
                            if (problem instanceof Error error) {
                              throw error;
                            }
                            throw (RuntimeException) problem;
                          })))
          .isSameAs(problem);
      assertThat(known).as(problem.toString()).isEmpty();
    }
  }

  @Test
  void one_more_than_may_be_told_begins_nothing_and_forgets_no_other() {
    known.add(URI.create("https://hooks.example/other"));
    assertThatThrownBy(
            () ->
                generate(
                    () -> {
                      throw new AssertionError("begun");
                    }))
        .isInstanceOf(ApiError.class);
    assertThat(known).hasSize(1);
  }

  @Test
  void a_url_has_at_most_2000_characters() {
    String longest = RECEIVER + "x".repeat(2000 - RECEIVER.toString().length());
    assertThat(callbacks.read(Optional.of(longest))).contains(URI.create(longest));
    assertThatThrownBy(() -> callbacks.read(Optional.of(longest + "x")))
        .isInstanceOf(ApiError.class);
  }

  @Test
  void who_names_no_receiver_has_none_told() {
    assertThat(callbacks.read(Optional.empty())).isEmpty();
    callbacks.generate(KEY, Optional.empty(), this::seen);
    assertThat(known).isEmpty();
  }
}
