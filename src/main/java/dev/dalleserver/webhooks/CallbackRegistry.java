package dev.dalleserver.webhooks;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.picture.PictureKey;
import java.net.URI;
import java.util.Optional;

/** The registry of the URLs that callers want called at the end of a run or a batch. */
public interface CallbackRegistry {
  /** The registry of a server that makes no callbacks. */
  CallbackRegistry DISABLED =
      new CallbackRegistry() {
        @Override
        public boolean isEnabled() {
          return false;
        }

        @Override
        public Optional<String> findProblem(URI receiver) {
          return Optional.of("this server makes no callbacks");
        }

        @Override
        public boolean add(PictureKey key, URI receiver) {
          return false;
        }

        @Override
        public void remove(PictureKey key, URI receiver) {
          // It was never added.
        }

        @Override
        public boolean add(Batch batch, URI receiver) {
          return false;
        }
      };

  /** Returns true when the operator allows callbacks. */
  boolean isEnabled();

  /**
   * Returns why that URL is not called, as far as that is known without a lookup of its host; empty
   * when it may be called.
   */
  Optional<String> findProblem(URI receiver);

  /**
   * Registers {@code receiver} to be called, once, at the end of the picture's next run, or of the
   * one that is under way.
   *
   * @return false when too many receivers are registered for it already
   */
  boolean add(PictureKey key, URI receiver);

  /** Removes a receiver, because no run has begun. */
  void remove(PictureKey key, URI receiver);

  /**
   * Registers {@code receiver} to be called at the end of a batch, at once when that has ended;
   * returns false when too many are registered already.
   */
  boolean add(Batch batch, URI receiver);
}
