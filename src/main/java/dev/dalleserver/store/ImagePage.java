package dev.dalleserver.store;

import java.util.List;
import java.util.Optional;

/**
 * Some pictures, newest first.
 *
 * @param count how many match in all, on whatever page
 * @param next where the next page begins; empty on the last one
 */
public record ImagePage(List<StoredImage> images, int count, Optional<ImagePosition> next) {
  public ImagePage {
    images = List.copyOf(images);
  }
}
