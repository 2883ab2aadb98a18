package dev.dalleserver.pictures;

import static dev.dalleserver.pictures.MakingPictures.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thumbnail that could not be made can be requested again after any failure. */
@Timeout(60)
class ThumbnailsAfterFailuresTest {
  @TempDir Path folder;
  private final AtomicReference<Throwable> problem = new AtomicReference<>();
  private volatile CountDownLatch held = new CountDownLatch(0);
  private MakingPictures scene;
  private ThumbnailStore thumbnails;

  @BeforeEach
  void open() throws Exception {
    scene = new MakingPictures(folder);
    thumbnails = new ThumbnailStore(scene.artifacts, new Breaking());
    scene.store.write(scene.file(ArtifactKind.ANNOTATED), new byte[] {1});
  }

  @AfterEach
  void close() throws Exception {
    thumbnails.close();
    scene.close();
  }

  private final class Breaking implements Annotator {
    @Override
    public AnnotatedImage annotate(byte[] png, DalleDress dress, Instant createdAt) {
      throw new AssertionError("not asked for");
    }

    @Override
    public AnnotatedImage renderCard(DalleDress dress, Instant createdAt) {
      throw new AssertionError("not asked for");
    }

    @Override
    public byte[] renderThumbnail(EncodedPicture png) throws JobException {
      await(held);
      Throwable now = problem.get();
      if (now instanceof JobException expected) {
        throw expected;
      }
      if (now instanceof RuntimeException unexpected) {
        throw unexpected;
      }
      if (now instanceof Error error) {
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
        throw error;
      }
      return new byte[] {2};
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Path ask() throws Exception {
    Optional<CompletableFuture<ArtifactId>> answer = thumbnails.find(KEY);
    return folder.resolve(answer.orElseThrow().get(20, TimeUnit.SECONDS).path());
  }

  @Test
  void by_the_picture_or_the_machine() throws Exception {
    List<Throwable> problems =
        List.of(
            new JobException(FailureCode.INTERNAL_SERVER_ERROR, "not a picture"),
            new IllegalStateException("broken"),
            new StackOverflowError());
    for (Throwable each : problems) {
      // More often than there are threads.
      for (int i = 0; i < 3; i++) {
        problem.set(each);
        assertThat(catchThrowable(this::ask))
            .isInstanceOf(java.util.concurrent.ExecutionException.class);
      }
      problem.set(null);
      assertThat(Files.readAllBytes(ask())).containsExactly(2);
      scene.store.delete(scene.file(ArtifactKind.THUMBNAIL));
    }
  }

  @Test
  void by_the_disk() throws Exception {
    scene.obstruct(ArtifactKind.THUMBNAIL);
    assertThat(catchThrowable(this::ask)).hasCauseInstanceOf(IOException.class);
    Files.delete(scene.file(ArtifactKind.THUMBNAIL).resolve("in-the-way"));
    Files.delete(scene.file(ArtifactKind.THUMBNAIL));
    assertThat(Files.readAllBytes(ask())).containsExactly(2);
  }

  @Test
  void as_soon_as_its_failure_is_told() throws Exception {
    problem.set(new IllegalStateException("broken"));
    held = new CountDownLatch(1);
    CompletableFuture<ArtifactId> first = thumbnails.find(KEY).orElseThrow();
    CompletableFuture<CompletableFuture<ArtifactId>> second =
        first.handle((path, failure) -> thumbnails.find(KEY).orElseThrow());
    held.countDown();
    assertThat(second.get(20, TimeUnit.SECONDS)).isNotSameAs(first);
  }

  @Test
  void a_picture_that_is_gone_has_none() throws Exception {
    scene.store.delete(scene.file(ArtifactKind.ANNOTATED));
    assertThat(thumbnails.find(KEY)).isEmpty();
  }
}
