package dev.dalleserver.openai;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.openai.finder.Finding;
import dev.dalleserver.openai.finder.PictureExtractor;
import dev.dalleserver.picture.FileKind;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import dev.dalleserver.resilience.CallFailure;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ResiliencePolicy;
import dev.dalleserver.resilience.Sleeper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * Downloads a picture that is paid for. Asks again for a while when no URL has the picture yet,
 * goes on to the next URL when one fails, and takes the picture out of a document, a page or an
 * encoding that a server sends in its place.
 */
final class PaidDownload {
  /** Storage behind a content delivery network is often some seconds behind. */
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8),
          Duration.ofSeconds(15));

  /** The most encodings, documents or compressions, one in another, that are taken off. */
  private static final int MAX_LAYERS = 4;

  private final ImageDownload download;
  private final ResiliencePolicy policy;
  private final ReceivedPictures pictures;
  private final Sleeper sleeper;

  PaidDownload(
      ImageDownload download, ResiliencePolicy policy, ReceivedPictures pictures, Sleeper sleeper) {
    this.download = download;
    this.policy = policy;
    this.pictures = pictures;
    this.sleeper = sleeper;
  }

  /**
   * Downloads a picture.
   *
   * @param urls where the picture may be, the best first; at least one
   * @param patient whether to ask again, after pauses, while a server answers that there is no
   *     picture
   * @throws CallFailure the failure of the first URL, when all have failed
   */
  Received fetch(List<String> urls, ReceivedName name, boolean patient, Cancellation cancellation)
      throws CallFailure, CancelledException {
    for (int round = 0; ; round++) {
      OpenAiFailure first = null;
      boolean late = false;
      for (String url : urls) {
        try {
          return fetch(url, name, cancellation);
        } catch (OpenAiFailure failure) {
          if (failure.rule() == FailureRule.NOT_KEPT) {
            throw failure;
          }
          first = first == null ? failure : first;
          late |= failure.rule() == FailureRule.NOT_THERE;
        }
      }
      if (first == null) {
        throw new IllegalArgumentException("no URL");
      }
      boolean again = patient && late && round < PAUSES.size();
      if (!again || PAUSES.get(round).toNanos() >= cancellation.remainingNanos()) {
        throw round == 0 ? first : first.withNote(noteOfWait(round), Operation.DOWNLOAD);
      }
      sleeper.await(PAUSES.get(round), cancellation);
    }
  }

  private static String noteOfWait(int rounds) {
    long seconds = PAUSES.stream().limit(rounds).mapToLong(Duration::toSeconds).sum();
    return ", also " + seconds + " s later";
  }

  private Received fetch(String url, ReceivedName name, Cancellation cancellation)
      throws CallFailure, CancelledException {
    HttpUrl place = download.resolve(url).orElseThrow(() -> download.unusable(url));
    return extract(call(place, true, name, cancellation), name, cancellation);
  }

  /**
   * Returns the picture inside of what was received, or the one behind a URL inside of it, which is
   * downloaded; what was received when there is neither.
   */
  Received extract(Received received, ReceivedName name, Cancellation cancellation)
      throws CallFailure, CancelledException {
    return extract(new ImageDownload.Fetched(received, download.api(), true), name, cancellation);
  }

  private Received extract(
      ImageDownload.Fetched first, ReceivedName name, Cancellation cancellation)
      throws CallFailure, CancelledException {
    ImageDownload.Fetched fetched = first;
    for (int layer = 0; layer < MAX_LAYERS; layer++) {
      Optional<Finding<ArrivingPicture>> within = findInside(fetched.picture(), name);
      if (within.isEmpty()) {
        break;
      }
      Optional<Received> inside = complete(within.get());
      if (inside.isPresent()) {
        fetched = new ImageDownload.Fetched(inside.get(), fetched.place(), fetched.keyed());
      } else {
        HttpUrl next = fetched.place().resolve(within.get().url());
        if (next == null) {
          throw download.unusable(within.get().url());
        }
        fetched = call(next, fetched.keyed(), name, cancellation);
      }
    }
    return fetched.picture();
  }

  private ImageDownload.Fetched call(
      HttpUrl url, boolean mayBeKeyed, ReceivedName name, Cancellation cancellation)
      throws CallFailure, CancelledException {
    return policy.call(
        Operation.DOWNLOAD,
        cancellation,
        () -> download.fetch(url, mayBeKeyed, () -> pictures.begin(name), cancellation));
  }

  /** Returns the picture inside of what was received, else what was received; downloads nothing. */
  Received extractWithoutFetching(Received received, ReceivedName name) throws OpenAiFailure {
    Received picture = received;
    for (int layer = 0; layer < MAX_LAYERS; layer++) {
      Optional<Received> inside =
          findInside(picture, name).flatMap(found -> completeQuietly(found));
      if (inside.isEmpty()) {
        break;
      }
      picture = inside.get();
    }
    return picture;
  }

  /**
   * Returns the picture inside of what was received, or its URL; empty when it is a picture itself,
   * and when nothing is found in it.
   */
  private Optional<Finding<ArrivingPicture>> findInside(Received received, ReceivedName name)
      throws OpenAiFailure {
    try (InputStream head = received.open()) {
      if (!PictureExtractor.mayContainPicture(head.readNBytes(FileKind.HEAD))) {
        return Optional.empty();
      }
    } catch (IOException unread) {
      // The decoder reads the file next, and reports the fault.
      return Optional.empty();
    }
    try (InputStream in = received.open()) {
      Finding<ArrivingPicture> found =
          PictureExtractor.extract(in, () -> new ArrivingPicture(pictures.begin(name)));
      if (found.picture().isPresent() && !found.whole()) {
        found.picture().get().close();
        return Optional.empty();
      }
      boolean any = found.picture().isPresent() || !found.url().isEmpty();
      return Optional.of(found).filter(it -> any);
    } catch (NotKeptException full) {
      throw notKept(full);
    } catch (IOException none) {
      // A compression that is broken, or a picture that is too large: what came is kept.
      return Optional.empty();
    }
  }

  private static Optional<Received> complete(Finding<ArrivingPicture> found) throws OpenAiFailure {
    if (found.picture().isEmpty()) {
      return Optional.empty();
    }
    try (ArrivingPicture picture = found.picture().get()) {
      return Optional.of(picture.complete());
    } catch (NotKeptException full) {
      throw notKept(full);
    }
  }

  private static Optional<Received> completeQuietly(Finding<ArrivingPicture> found) {
    try {
      return complete(found);
    } catch (OpenAiFailure full) {
      // What was received stays on disk; the next request extracts the picture again.
      return Optional.empty();
    }
  }

  private static OpenAiFailure notKept(NotKeptException full) {
    return new OpenAiFailure(
        FailureRule.NOT_KEPT,
        Operation.DOWNLOAD,
        "the picture came and could not be stored: " + full.getMessage());
  }
}
