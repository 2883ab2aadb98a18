package dev.dalleserver.pictures;

import dev.dalleserver.dress.Dress;
import dev.dalleserver.picture.ReceivedName;
import java.util.Objects;
import java.util.Optional;

/**
 * The description of one picture that a provider is to paint.
 *
 * @param prompt the text for a provider that reads text; never blank
 * @param dress the attributes behind the prompt; empty for a free prompt
 * @param seed picks among the pictures that fit, 0 to 2^53 - 1; for a dress, derived from it
 * @param size the exact size; empty lets the provider choose one that suits the dress
 * @param tuning what a client of the asynchronous API may set
 * @param receivedAs the name under which a remote provider keeps what it receives
 */
public record PaintRequest(
    String prompt,
    Optional<Dress> dress,
    long seed,
    Optional<ImageSize> size,
    Tuning tuning,
    ReceivedName receivedAs) {

  /**
   * Parameters known from diffusion models. A provider that has no use for one ignores it and says
   * so in {@link PaintedImage#ignored()}.
   *
   * @param steps 1 to 150
   * @param cfgScale 0 to 30
   * @param negativePrompt what the picture should not show, may be empty
   */
  public record Tuning(int steps, double cfgScale, String sampler, String negativePrompt) {
    public static final Tuning DEFAULT = new Tuning(20, 7.5, "euler_a", "");
  }

  public PaintRequest {
    Objects.requireNonNull(prompt);
    if (prompt.isBlank()) {
      throw new IllegalArgumentException("a picture needs a prompt");
    }
  }

  /**
   * Returns the request for the picture of a dress, with its enhanced prompt where there is one,
   * else with its base prompt.
   */
  public static PaintRequest of(Dress dress, ReceivedName receivedAs) {
    return new PaintRequest(
        dress.prompts().best(),
        Optional.of(dress),
        dress.pictureSeed(),
        Optional.empty(),
        Tuning.DEFAULT,
        receivedAs);
  }
}
