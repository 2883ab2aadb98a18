package dev.dalleserver.batches;

import dev.dalleserver.batches.InvalidBatchException.Problem;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request for a batch, within its limits.
 *
 * @param prompt not blank, at most {@link #MAX_PROMPT_LENGTH} characters
 * @param size sides from 64 to 2048; those of {@code /v1} are multiples of 8
 * @param tuning steps 1 to 150, cfgScale 0 to 30
 * @param seed the seed of the first picture, the others count up from it; empty for random seeds
 * @param count how many pictures, from 1; see {@link Delivery.Limits}
 * @param delivery how the pictures reach the client
 */
public record BatchRequest(
    String prompt,
    ImageSize size,
    PaintRequest.Tuning tuning,
    OptionalLong seed,
    int count,
    Delivery delivery) {
  public static final int MAX_PROMPT_LENGTH = 32_000;

  /** The largest seed: the largest integer up to which JavaScript is exact. */
  public static final long MAX_SEED = (1L << 53) - 1;

  public static final int DEFAULT_SIDE = 512;

  private static final int MIN_SIDE = 64;
  private static final int MAX_SIDE = 2048;
  private static final int MAX_STEPS = 150;
  private static final double MAX_CFG_SCALE = 30;

  /**
   * @throws InvalidBatchException when members are outside their limits; it names all of them
   */
  public BatchRequest {
    List<Problem> problems = new ArrayList<>();
    if (prompt.isBlank()) {
      problems.add(problem("prompt", "a blank text"));
    }
    checkText(problems, "prompt", prompt);
    checkText(problems, "negativePrompt", tuning.negativePrompt());
    checkSide(problems, "width", size.width(), delivery.limits());
    checkSide(problems, "height", size.height(), delivery.limits());
    checkRange(problems, "steps", tuning.steps(), MAX_STEPS);
    // Written so that NaN fails too.
    if (!(tuning.cfgScale() >= 0 && tuning.cfgScale() <= MAX_CFG_SCALE)) {
      problems.add(problem("cfgScale", Double.toString(tuning.cfgScale())));
    }
    if (seed.isPresent() && seed.getAsLong() > MAX_SEED) {
      problems.add(problem("seed", Long.toString(seed.getAsLong())));
    }
    if (count < 1 || count > delivery.limits().images()) {
      String accepted = accepted("count", delivery.limits());
      problems.add(new Problem("count", Integer.toString(count), accepted));
    }
    if (!problems.isEmpty()) {
      throw new InvalidBatchException(problems);
    }
    seed = seed.isPresent() && seed.getAsLong() < 0 ? OptionalLong.empty() : seed;
  }

  /** Creates a request for a batch of {@code /v1}. */
  public BatchRequest(
      String prompt, ImageSize size, PaintRequest.Tuning tuning, OptionalLong seed, int count) {
    this(prompt, size, tuning, seed, count, Delivery.BATCH);
  }

  /** Returns in words what a member of a request for {@code /v1} may hold. */
  public static String accepted(String member) {
    return accepted(member, Delivery.Limits.BATCH);
  }

  /** Returns in words what a member may hold. */
  public static String accepted(String member, Delivery.Limits limits) {
    return switch (member) {
      case "prompt" -> "a text that is not blank";
      case "width", "height" ->
          (limits.sideStep() == 1 ? "from " : "a multiple of " + limits.sideStep() + " from ")
              + MIN_SIDE
              + " to "
              + MAX_SIDE;
      case "steps" -> "an integer from 1 to " + MAX_STEPS;
      case "cfgScale" -> "a number from 0 to 30";
      case "seed" -> "an integer up to " + MAX_SEED;
      case "count" -> "an integer from 1 to " + limits.images();
      default -> "a text";
    };
  }

  /**
   * Returns the paint request for one picture of the batch.
   *
   * @param index counted from 0
   * @param randomSeed used when the request has no seed
   * @param receivedAs the name under which a remote provider keeps what it receives
   */
  PaintRequest toPaintRequest(int index, long randomSeed, ReceivedName receivedAs) {
    // Counting on from the largest seed begins at 0 again, so that the result is a valid seed.
    long pictureSeed = seed.isPresent() ? (seed.getAsLong() + index) & MAX_SEED : randomSeed;
    return new PaintRequest(
        prompt, Optional.empty(), pictureSeed, Optional.of(size), tuning, receivedAs);
  }

  private static Problem problem(String member, String received) {
    return new Problem(member, received, accepted(member));
  }

  private static void checkText(List<Problem> problems, String member, String text) {
    int length = text.codePointCount(0, text.length());
    if (length > MAX_PROMPT_LENGTH) {
      problems.add(
          new Problem(
              member, length + " characters", "at most " + MAX_PROMPT_LENGTH + " characters"));
    }
    // Half of a character cannot be sent to a provider.
    if (text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      problems.add(new Problem(member, "an unpaired surrogate", "a text of whole characters"));
    }
  }

  private static void checkSide(
      List<Problem> problems, String member, int pixels, Delivery.Limits limits) {
    if (pixels < MIN_SIDE || pixels > MAX_SIDE || pixels % limits.sideStep() != 0) {
      problems.add(new Problem(member, Integer.toString(pixels), accepted(member, limits)));
    }
  }

  private static void checkRange(List<Problem> problems, String member, int value, int max) {
    if (value < 1 || value > max) {
      problems.add(problem(member, Integer.toString(value)));
    }
  }
}
