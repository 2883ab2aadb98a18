package dev.dalleserver.gallery;

import dev.dalleserver.picture.PictureKey;
import java.util.List;
import java.util.Optional;

/** Tells the words of pictures whose files lack some: those that are drawn today. */
@FunctionalInterface
public interface WordsSource {
  /** A source without words. */
  WordsSource NONE = key -> Optional.empty();

  /** Returns the words of a picture; empty when its series does not exist any more. */
  Optional<Words> find(PictureKey key);

  /**
   * The words of a picture.
   *
   * @param texts what a search looks through beside the title
   */
  record Words(String title, List<String> texts) {
    public Words {
      texts = List.copyOf(texts);
    }
  }
}
