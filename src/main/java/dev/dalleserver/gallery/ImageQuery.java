package dev.dalleserver.gallery;

import java.util.Optional;

/**
 * A query to the {@link PictureCatalog}.
 *
 * @param series only pictures of this series
 * @param text only pictures where each of these words is a part of the address, title or words;
 *     empty for all
 * @param limit the maximum number of pictures
 * @param after only pictures behind this position
 * @param hidden only pictures that are hidden, instead of those that are not
 */
public record ImageQuery(
    Optional<String> series,
    String text,
    int limit,
    Optional<ImagePosition> after,
    boolean hidden) {
  /** Creates a query for pictures that are shown. */
  public ImageQuery(
      Optional<String> series, String text, int limit, Optional<ImagePosition> after) {
    this(series, text, limit, after, false);
  }

  /** Creates a query for the newest pictures of all series. */
  public static ImageQuery newest(int limit) {
    return new ImageQuery(Optional.empty(), "", limit, Optional.empty());
  }
}
