package dev.dalleserver.gallery;

import java.util.List;
import java.util.Optional;

/**
 * A page of pictures, newest first.
 *
 * @param count the number of matching pictures on all pages
 * @param next where the next page begins; empty on the last page
 */
public record ImagePage(List<StoredImage> images, int count, Optional<ImagePosition> next) {
  public ImagePage {
    images = List.copyOf(images);
  }
}
