package dev.dalleserver.progress;

import dev.dalleserver.picture.PictureKey;
import java.util.Optional;

/** Where processes that share their runs keep pictures of the work under way for each other. */
public interface SharedPreviews {
  /** For a process that shows its runs alone. */
  SharedPreviews NONE =
      new SharedPreviews() {
        @Override
        public void put(PictureKey key, byte[] jpeg, Runnable stored) {
          stored.run();
        }

        @Override
        public Optional<byte[]> find(PictureKey key) {
          return Optional.empty();
        }
      };

  /**
   * Keeps a preview in place of the one before; returns at once. One that cannot be kept, or that a
   * later one follows at once, is dropped.
   *
   * @param stored called when all processes can find it
   */
  void put(PictureKey key, byte[] jpeg, Runnable stored);

  /** Returns the last preview of a run that has not ended. */
  Optional<byte[]> find(PictureKey key);
}
