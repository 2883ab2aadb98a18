package dev.dalleserver.batches;

import dev.dalleserver.generation.ImageSize;
import dev.dalleserver.generation.PaintRequest;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A batch that was asked for, within its limits.
 *
 * @param prompt not blank, at most {@link #LONGEST_PROMPT} characters
 * @param size sides that are multiples of 8, from 64 to 2048
 * @param tuning steps 1 to 150, cfgScale 0 to 30
 * @param seed of the first picture, the others count up from it; empty for random ones
 * @param count how many pictures, 1 to 5
 */
public record BatchRequest(
    String prompt, ImageSize size, PaintRequest.Tuning tuning, OptionalLong seed, int count) {
  public static final int LONGEST_PROMPT = 32_000;

  /** The largest seed: the largest integer that JavaScript knows exactly. */
  public static final long LARGEST_SEED = (1L << 53) - 1;

  public static final int DEFAULT_SIDE = 512;

  private static final int STEP = 8;
  private static final int SHORTEST_SIDE = 64;
  private static final int LONGEST_SIDE = 2048;
  private static final int MOST_STEPS = 150;
  private static final double HIGHEST_SCALE = 30;
  private static final int MOST_IMAGES = 5;

  /**
   * @throws InvalidBatchException when a member is outside its limits
   */
  public BatchRequest {
    checkText("prompt", prompt);
    if (prompt.isBlank()) {
      throw new InvalidBatchException("prompt", "a blank text", "a text that is not blank");
    }
    checkText("negativePrompt", tuning.negativePrompt());
    checkSide("width", size.width());
    checkSide("height", size.height());
    checkRange("steps", tuning.steps(), MOST_STEPS);
    checkRange("count", count, MOST_IMAGES);
    // Written so that what is not a number fails too.
    if (!(tuning.cfgScale() >= 0 && tuning.cfgScale() <= HIGHEST_SCALE)) {
      throw new InvalidBatchException(
          "cfgScale", Double.toString(tuning.cfgScale()), "a number from 0 to 30");
    }
    if (seed.isPresent() && seed.getAsLong() > LARGEST_SEED) {
      throw new InvalidBatchException(
          "seed", Long.toString(seed.getAsLong()), "an integer up to " + LARGEST_SEED);
    }
    seed = seed.isPresent() && seed.getAsLong() < 0 ? OptionalLong.empty() : seed;
  }

  /**
   * What to paint as one picture of the batch.
   *
   * @param index counted from 0
   * @param randomSeed used when no seed was asked for
   */
  PaintRequest picture(int index, long randomSeed) {
    // Counting on from the largest seed begins at 0 again: a seed must stay one.
    long own = seed.isPresent() ? (seed.getAsLong() + index) & LARGEST_SEED : randomSeed;
    return new PaintRequest(prompt, Optional.empty(), own, Optional.of(size), tuning);
  }

  private static void checkText(String member, String text) {
    int length = text.codePointCount(0, text.length());
    if (length > LONGEST_PROMPT) {
      throw new InvalidBatchException(
          member, length + " characters", "at most " + LONGEST_PROMPT + " characters long");
    }
    // Half of a character cannot be sent on to anybody.
    if (text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw new InvalidBatchException(
          member, "an unpaired surrogate", "a text of whole characters");
    }
  }

  private static void checkSide(String member, int pixels) {
    if (pixels < SHORTEST_SIDE || pixels > LONGEST_SIDE || pixels % STEP != 0) {
      throw new InvalidBatchException(
          member,
          Integer.toString(pixels),
          "a multiple of 8 from " + SHORTEST_SIDE + " to " + LONGEST_SIDE);
    }
  }

  private static void checkRange(String member, int value, int most) {
    if (value < 1 || value > most) {
      throw new InvalidBatchException(
          member, Integer.toString(value), "an integer from 1 to " + most);
    }
  }
}
