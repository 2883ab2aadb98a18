package dev.dalleserver.openai;

import dev.dalleserver.pictures.ImageSize;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parameters that a family of image models accepts, after the "Create image" page of the API
 * reference.
 *
 * @param prefix of the models' names; empty for unknown models
 * @param square the size for a square picture
 * @param landscape the size for a picture wider than high
 * @param portrait the size for a picture higher than wide
 * @param otherSizes sizes that are accepted too
 * @param freeSizes whether sizes are free within {@link #isAccepted}
 * @param qualities the operator's settings and the model's values for them; a setting that is not
 *     listed is not sent
 * @param promptLimit the most characters of a prompt
 * @param responseFormat whether the models accept {@code response_format}; others send base64
 *     without it
 */
record ImageModel(
    String prefix,
    ImageSize square,
    ImageSize landscape,
    ImageSize portrait,
    List<ImageSize> otherSizes,
    boolean freeSizes,
    Map<String, String> qualities,
    int promptLimit,
    boolean responseFormat) {
  private static final ImageSize LANDSCAPE = new ImageSize(1536, 1024);
  private static final ImageSize PORTRAIT = new ImageSize(1024, 1536);
  private static final Map<String, String> LEVELS =
      Map.of(
          "auto", "auto",
          "low", "low",
          "medium", "medium",
          "high", "high",
          "standard", "medium",
          "hd", "high");
  private static final Map<String, String> TOP_LEVELS =
      Map.of(
          "auto", "auto",
          "low", "low",
          "medium", "medium",
          "high", "high",
          "xhigh", "xhigh",
          "max", "max",
          "standard", "medium",
          "hd", "high");
  private static final Map<String, String> STANDARD_OR_HD =
      Map.of(
          "auto", "standard",
          "low", "standard",
          "medium", "standard",
          "standard", "standard",
          "high", "hd",
          "hd", "hd");

  /** The table; the first row whose prefix fits applies. */
  private static final List<ImageModel> TABLE =
      List.of(
          gpt("gpt-image-1", false, LEVELS),
          gpt("gpt-image-2.5", true, TOP_LEVELS),
          gpt("gpt-image-", true, LEVELS),
          gpt("chatgpt-image", false, LEVELS),
          new ImageModel(
              "dall-e-3",
              ImageSize.SQUARE,
              new ImageSize(1792, 1024),
              new ImageSize(1024, 1792),
              List.of(),
              false,
              STANDARD_OR_HD,
              4_000,
              true),
          new ImageModel(
              "dall-e-2",
              ImageSize.SQUARE,
              ImageSize.SQUARE,
              ImageSize.SQUARE,
              List.of(new ImageSize(512, 512), new ImageSize(256, 256)),
              false,
              Map.of(),
              1_000,
              true),
          // A compatible server: the parameters that all of them understand.
          new ImageModel(
              "", ImageSize.SQUARE, LANDSCAPE, PORTRAIT, List.of(), false, Map.of(), 32_000, true));

  private static ImageModel gpt(String prefix, boolean freeSizes, Map<String, String> qualities) {
    return new ImageModel(
        prefix,
        ImageSize.SQUARE,
        LANDSCAPE,
        PORTRAIT,
        List.of(),
        freeSizes,
        qualities,
        32_000,
        false);
  }

  /**
   * Returns true for the models that can stream their answer. Gateways and deployments give them
   * longer names.
   */
  static boolean streams(String name) {
    return name.toLowerCase(Locale.ROOT).contains("gpt-image");
  }

  /** Returns the row for a model; every name has one. */
  static ImageModel of(String name) {
    return TABLE.stream().filter(row -> name.startsWith(row.prefix)).findFirst().orElseThrow();
  }

  /**
   * Returns the size for a dress's viewpoint: {@code portrait}, {@code landscape} or anything else.
   */
  ImageSize forOrientation(String orientation) {
    return switch (orientation) {
      case "portrait" -> portrait;
      case "landscape" -> landscape;
      default -> square;
    };
  }

  /**
   * Returns the size to ask for when the picture is to have {@code wanted} in the end: {@code
   * wanted} where the model accepts it, else the one nearest in proportions, and among those the
   * smallest that is large enough.
   */
  ImageSize nearest(ImageSize wanted) {
    if (freeSizes && isAccepted(wanted)) {
      return wanted;
    }
    return Stream.concat(Stream.of(square, landscape, portrait), otherSizes.stream())
        .min(
            Comparator.comparingDouble((ImageSize size) -> distortion(size, wanted))
                .thenComparing(size -> !covers(size, wanted))
                // Of those that are large enough the smallest, of those that are not the largest.
                .thenComparing(size -> covers(size, wanted) ? size.width() : -size.width()))
        .orElse(square);
  }

  /** Returns the model's value for the operator's setting; empty when nothing is to be sent. */
  Optional<String> quality(String setting) {
    if (prefix.isEmpty() && !setting.equals("auto")) {
      return Optional.of(setting);
    }
    return Optional.ofNullable(qualities.get(setting));
  }

  /** Returns the prompt as far as the model reads it. */
  String truncate(String prompt) {
    int points = prompt.codePointCount(0, prompt.length());
    return points <= promptLimit
        ? prompt
        : prompt.substring(0, prompt.offsetByCodePoints(0, promptLimit));
  }

  /** Sides in steps of 16 up to 3840, proportions up to 3:1, 655,360 to 8,294,400 pixels. */
  private static boolean isAccepted(ImageSize size) {
    long pixels = (long) size.width() * size.height();
    double ratio = ratio(size);
    return size.width() % 16 == 0
        && size.height() % 16 == 0
        && Math.max(size.width(), size.height()) <= 3840
        && ratio <= 3
        && ratio >= 1 / 3.0
        && pixels >= 655_360
        && pixels <= 8_294_400;
  }

  private static double ratio(ImageSize size) {
    return size.width() / (double) size.height();
  }

  private static double distortion(ImageSize size, ImageSize wanted) {
    return Math.abs(Math.log(ratio(size) / ratio(wanted)));
  }

  private static boolean covers(ImageSize size, ImageSize wanted) {
    return size.width() >= wanted.width() && size.height() >= wanted.height();
  }
}
