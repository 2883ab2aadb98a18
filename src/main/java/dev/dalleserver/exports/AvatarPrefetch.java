package dev.dalleserver.exports;

import dev.dalleserver.avatars.ScaledForm;
import dev.dalleserver.avatars.ScaledPicture;
import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.picture.PictureKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * The avatars of an export, in the order of its addresses. Those of the next few pictures are made
 * on the threads for avatars while the one before is sent. For one thread.
 */
final class AvatarPrefetch {
  private static final ScaledForm AVATAR =
      new ScaledForm(ScaledForm.Shape.SQUARE, 512, PictureFormat.PNG);

  /** As many as keep all processors at work, and one that is finished. */
  static final int AHEAD = Math.min(16, Runtime.getRuntime().availableProcessors() + 1);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
  private static final int MAX_TRIES = 300;

  private final AddressCollection collection;
  private final ExportSources sources;
  private final Deque<Avatar> begun = new ArrayDeque<>();
  private final int end;
  private int position;

  /**
   * @param end of the positions to look at
   */
  AvatarPrefetch(AddressCollection collection, int end, ExportSources sources) {
    this.collection = collection;
    this.end = end;
    this.sources = sources;
  }

  /** An avatar that is being made, of the address at a position. */
  private record Avatar(int address, CompletableFuture<ScaledPicture> picture) {}

  /** Returns how much memory the avatars take that are made ahead. */
  static long memory() {
    // A PNG of this size that cannot be compressed takes little more than its pixels.
    return (AHEAD + 1L) * 3 * AVATAR.size() * AVATAR.size();
  }

  /**
   * Returns the avatar of an address, waits for it when it is not made yet, and begins the next
   * ones.
   *
   * @param address the position of the address; must not be lower than in the last call
   * @return empty when there is no picture, or when it cannot be decoded
   * @throws IOException when it cannot be read
   */
  Optional<byte[]> get(int address) throws IOException {
    while (!begun.isEmpty() && begun.element().address() < address) {
      begun.remove();
    }
    position = Math.max(position, address);
    for (int tries = 1; !beginNext(); tries++) {
      if (isBegun(address)) {
        break;
      }
      if (tries == MAX_TRIES) {
        throw new IOException("too many pictures wait to be made smaller");
      }
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
    return isBegun(address) ? result(begun.remove()) : Optional.empty();
  }

  private boolean isBegun(int address) {
    return !begun.isEmpty() && begun.element().address() == address;
  }

  /** Begins avatars up to the bound; returns false when the threads for avatars take no more. */
  private boolean beginNext() {
    try {
      while (begun.size() <= AHEAD && position < end) {
        int address = position;
        PictureKey key = collection.key(address);
        if (sources.images().find(key).filter(image -> !image.hidden()).isPresent()) {
          sources
              .avatars()
              .find(key, AVATAR)
              .ifPresent(picture -> begun.add(new Avatar(address, picture)));
        }
        position++;
      }
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private static Optional<byte[]> result(Avatar avatar) throws IOException {
    try {
      return Optional.of(avatar.picture().join().bytes());
    } catch (CompletionException e) {
      if (e.getCause() instanceof JobException) {
        return Optional.empty();
      }
      throw new IOException("an avatar could not be made", e);
    }
  }
}
