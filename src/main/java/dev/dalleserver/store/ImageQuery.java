package dev.dalleserver.store;

import java.util.Optional;

/**
 * What is asked of the {@link ImageIndex}.
 *
 * @param series only pictures of this one
 * @param text only pictures whose address, title or words have each word of it as a part; empty for
 *     all
 * @param limit at most so many
 * @param after only those behind this place
 */
public record ImageQuery(
    Optional<String> series, String text, int limit, Optional<ImagePosition> after) {
  /** The newest of all. */
  public static ImageQuery newest(int limit) {
    return new ImageQuery(Optional.empty(), "", limit, Optional.empty());
  }
}
