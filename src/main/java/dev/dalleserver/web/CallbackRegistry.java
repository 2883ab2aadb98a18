package dev.dalleserver.web;

import dev.dalleserver.batches.Generation;
import dev.dalleserver.dress.PictureKey;
import java.net.URI;
import java.util.Optional;

/** Where callers leave the URL that is to be told of the end of what they have asked for. */
public interface CallbackRegistry {
  /** The desk of a server that calls nobody. */
  CallbackRegistry CLOSED =
      new CallbackRegistry() {
        @Override
        public boolean open() {
          return false;
        }

        @Override
        public Optional<String> problem(URI receiver) {
          return Optional.of("nobody is called");
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
        public boolean add(Generation generation, URI receiver) {
          return false;
        }
      };

  /** Whether the operator allows it at all. */
  boolean open();

  /** Why that URL is not called, as far as can be told without looking its host up. */
  Optional<String> problem(URI receiver);

  /**
   * The end of the picture's next run, or of the one that is under way, is told to {@code
   * receiver}, once.
   *
   * @return false when too many are to be told of it already
   */
  boolean add(PictureKey key, URI receiver);

  /** There was no run to be told of. */
  void remove(PictureKey key, URI receiver);

  /** The end of a batch is told, at once when it is over; false as above. */
  boolean add(Generation generation, URI receiver);
}
