package dev.dalleserver.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.batches.BatchRequest;
import dev.dalleserver.batches.InvalidBatchException;
import dev.dalleserver.generation.ImageSize;
import dev.dalleserver.generation.PaintRequest.Tuning;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the request for a batch, strictly: what could be read in two ways is refused, so that
 * nobody waits, or pays, for a picture that was not meant. Unknown members are passed over.
 */
final class BatchRequestReader {
  private BatchRequestReader() {}

  /**
   * @throws ApiError when {@code contentType} is given and is not JSON, or the body is not
   * @throws InvalidBatchException when a member has the wrong type or is outside its limits
   */
  static BatchRequest read(@Nullable String contentType, byte[] body) {
    JsonNode json = JsonBody.read(contentType, body, "{\"prompt\": \"...\", ...}");
    Tuning defaults = Tuning.DEFAULT;
    return new BatchRequest(
        text(json, "prompt", ""),
        new ImageSize(side(json, "width"), side(json, "height")),
        new Tuning(
            integer(json, "steps", defaults.steps()),
            number(json, "cfgScale", defaults.cfgScale()),
            text(json, "sampler", defaults.sampler()),
            text(json, "negativePrompt", defaults.negativePrompt())),
        seed(json),
        integer(json, "count", 1));
  }

  /** The URL to call at the end, from a body that {@link #read} has found to be right. */
  static Optional<String> callback(byte[] body) {
    JsonNode json = JsonBody.read(null, body, "{\"prompt\": \"...\", ...}");
    return Optional.of(text(json, "callback", "")).filter(url -> !url.isBlank());
  }

  private static String text(JsonNode json, String name, String absent) {
    JsonNode value = json.get(name);
    if (value == null) {
      return absent;
    }
    if (!value.isTextual()) {
      throw wrong(name, value, "a text");
    }
    return value.textValue();
  }

  private static int integer(JsonNode json, String name, int absent) {
    JsonNode value = json.get(name);
    if (value == null) {
      return absent;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(name, value, "an integer within its limits");
    }
    return value.intValue();
  }

  private static int side(JsonNode json, String name) {
    int pixels = integer(json, name, BatchRequest.DEFAULT_SIDE);
    if (pixels < 1) {
      throw wrong(name, json.get(name), "a multiple of 8 from 64 to 2048");
    }
    return pixels;
  }

  private static double number(JsonNode json, String name, double absent) {
    JsonNode value = json.get(name);
    if (value == null) {
      return absent;
    }
    if (!value.isNumber()) {
      throw wrong(name, value, "a number");
    }
    return value.doubleValue();
  }

  private static OptionalLong seed(JsonNode json) {
    JsonNode value = json.get("seed");
    if (value == null) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber()) {
      throw wrong("seed", value, "an integer");
    }
    if (!value.canConvertToLong()) {
      // So far below zero that it means random, or so far above that the limit refuses it.
      return OptionalLong.of(value.bigIntegerValue().signum() < 0 ? -1 : Long.MAX_VALUE);
    }
    return OptionalLong.of(value.longValue());
  }

  private static InvalidBatchException wrong(
      String name, @Nullable JsonNode received, String expected) {
    return new InvalidBatchException(name, String.valueOf(received), expected);
  }
}
