package dev.dalleserver.pictures;

import dev.dalleserver.pricing.TokenUsage;
import java.util.Optional;

/**
 * What a provider says about a picture beside the picture itself. Texts are empty where it says
 * nothing.
 *
 * @param usage empty where it counts no tokens, or does not tell
 * @param revisedPrompt the prompt that it has painted instead of the given one
 * @param quality such as {@code high}
 * @param background {@code opaque} or {@code transparent}
 */
public record PaintingNotes(
    Optional<TokenUsage> usage, String revisedPrompt, String quality, String background) {
  public static final PaintingNotes NONE = new PaintingNotes(Optional.empty(), "", "", "");
}
