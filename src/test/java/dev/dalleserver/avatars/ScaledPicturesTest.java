package dev.dalleserver.avatars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.storage.StoredArtifact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often pictures are decoded for the forms that are asked for. */
@Timeout(30)
class ScaledPicturesTest {
  private static final ScaledPictures.Cut CUT = new ScaledPictures.Cut("middle", Square::middle);

  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final ScaledPictures pictures = new ScaledPictures(this::scale, 2);

  @AfterEach
  void stop() {
    released.countDown();
    pictures.close();
  }

  private Map<ScaledForm, byte[]> scale(
      EncodedPicture picture, Square.Choice squares, Supplier<Set<ScaledForm>> wanted)
      throws JobException {
    calls.incrementAndGet();
    most.accumulateAndGet(now.incrementAndGet(), Math::max);
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      now.decrementAndGet();
    }
    Map<ScaledForm, byte[]> made = new HashMap<>();
    wanted.get().forEach(form -> made.put(form, new byte[] {(byte) form.size()}));
    return made;
  }

  private static ScaledForm square(int size) {
    return new ScaledForm(ScaledForm.Shape.SQUARE, size, PictureFormat.PNG);
  }

  static StoredArtifact picture(int number, String version) {
    PictureKey key = PictureKey.parse("simple", String.format("0x%040x", number));
    return new StoredArtifact() {
      @Override
      public ArtifactId id() {
        return ArtifactId.of(key, ArtifactKind.GENERATED);
      }

      @Override
      public long size() {
        return 10;
      }

      @Override
      public Instant modifiedAt() {
        return Instant.EPOCH;
      }

      @Override
      public String version() {
        return version;
      }

      @Override
      public ArtifactContent open() {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Test
  void all_forms_that_are_asked_for_meanwhile_are_made_of_one_decoding() {
    CompletableFuture<ScaledPicture> small = pictures.find(picture(1, "a"), CUT, square(64));
    CompletableFuture<ScaledPicture> same = pictures.find(picture(1, "a"), CUT, square(64));
    CompletableFuture<ScaledPicture> large = pictures.find(picture(1, "a"), CUT, square(100));
    released.countDown();
    assertThat(small.join()).isSameAs(same.join());
    assertThat(small.join().bytes()).containsExactly(64);
    assertThat(large.join().bytes()).containsExactly(100);
    assertThat(large.join().tag()).isNotEqualTo(small.join().tag());
    assertThat(calls).hasValue(1);
    assertThat(pictures.find(picture(1, "a"), CUT, square(100))).isCompleted();
    assertThat(calls).hasValue(1);
    pictures.find(picture(1, "b"), CUT, square(100)).join();
    assertThat(calls).hasValue(2);
    pictures
        .find(picture(1, "b"), new ScaledPictures.Cut("head", Square::middle), square(100))
        .join();
    assertThat(calls).hasValue(3);
  }

  @Test
  void no_more_pictures_are_decoded_at_once_than_workers_and_too_many_are_refused() {
    List<CompletableFuture<ScaledPicture>> begun = new ArrayList<>();
    for (int number = 0; number < 502; number++) {
      begun.add(pictures.find(picture(number, "a"), CUT, square(64)));
    }
    Waiting.until(() -> calls.get() == 2);
    assertThat(pictures.waiting()).isEqualTo(500);
    assertThatThrownBy(() -> pictures.find(picture(999, "a"), CUT, square(64)))
        .isInstanceOf(RejectedExecutionException.class);
    released.countDown();
    begun.forEach(CompletableFuture::join);
    assertThat(most).hasValue(2);
    // The refused one left nothing behind.
    assertThat(pictures.find(picture(999, "a"), CUT, square(64)).join()).isNotNull();
  }

  @Test
  void one_picture_is_not_wanted_in_any_number_of_forms_at_once() {
    for (int size = 16; size < 32; size++) {
      pictures.find(picture(1, "a"), CUT, square(size));
    }
    assertThatThrownBy(() -> pictures.find(picture(1, "a"), CUT, square(32)))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(pictures.find(picture(1, "a"), CUT, square(31))).isNotNull();
  }

  @Test
  void a_failure_and_even_an_error_of_the_decoder_reach_every_request() {
    AtomicInteger attempts = new AtomicInteger();
    try (ScaledPictures failing =
        new ScaledPictures(
            (picture, squares, wanted) -> {
              if (attempts.incrementAndGet() == 1) {
                throw new JobException(FailureCode.INTERNAL_SERVER_ERROR, "damaged", null);
              }
              throw new StackOverflowError();
            },
            1)) {
      assertThatThrownBy(() -> failing.find(picture(1, "a"), CUT, square(64)).join())
          .hasRootCauseMessage("damaged");
      assertThatThrownBy(() -> failing.find(picture(1, "a"), CUT, square(64)).join())
          .hasRootCauseMessage("scaling a picture ended unexpectedly");
    }
  }
}
