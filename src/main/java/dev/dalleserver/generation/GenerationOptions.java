package dev.dalleserver.generation;

import java.util.Optional;

/**
 * How a picture is wanted.
 *
 * @param force make it again, from nothing, even if it is there
 * @param backStyle the word of the back style, when it is not to be the first one
 */
public record GenerationOptions(boolean force, Optional<String> backStyle) {
  public static final GenerationOptions DEFAULT = new GenerationOptions(false, Optional.empty());
}
