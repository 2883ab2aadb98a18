package dev.dalleserver.pictures;

import java.util.Optional;

/**
 * The options of a request for a picture.
 *
 * @param force whether it is made again from nothing even when it is stored
 * @param backStyle the word of the back style; empty for the first one
 */
public record PictureOptions(boolean force, Optional<String> backStyle) {
  public static final PictureOptions DEFAULT = new PictureOptions(false, Optional.empty());
}
