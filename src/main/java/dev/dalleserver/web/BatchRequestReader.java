package dev.dalleserver.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.batches.BatchRequest;
import dev.dalleserver.batches.InvalidBatchException;
import dev.dalleserver.batches.InvalidBatchException.Problem;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest.Tuning;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The strict reader of the request for a batch: it refuses what could be read in two ways, so that
 * no client waits, or pays, for an image that it did not mean. Unknown members are ignored.
 */
final class BatchRequestReader {
  private static final String EXAMPLE = "{\"prompt\": \"...\", ...}";

  private final JsonNode json;

  /**
   * The members that cannot be read; valid values stand in for them, so that the rest is checked
   * too.
   */
  private final List<Problem> problems = new ArrayList<>();

  private BatchRequestReader(JsonNode json) {
    this.json = json;
  }

  /**
   * @throws ApiError when {@code contentType} is given and is not JSON, or the body is not
   * @throws InvalidBatchException when members have the wrong type or are outside their limits; it
   *     names all of them
   */
  static BatchRequest read(@Nullable String contentType, byte[] body) {
    return new BatchRequestReader(JsonBody.read(contentType, body, EXAMPLE)).request();
  }

  /** Reads the URL to call at the end, from a body that {@link #read} has accepted. */
  static Optional<String> callback(byte[] body) {
    BatchRequestReader reader = new BatchRequestReader(JsonBody.read(null, body, EXAMPLE));
    String url = reader.text("callback", "");
    reader.throwIfInvalid(List.of());
    return Optional.of(url).filter(text -> !text.isBlank());
  }

  private BatchRequest request() {
    Tuning defaults = Tuning.DEFAULT;
    String prompt = prompt();
    ImageSize size = new ImageSize(side("width"), side("height"));
    Tuning tuning =
        new Tuning(
            integer("steps", defaults.steps()),
            number("cfgScale", defaults.cfgScale()),
            text("sampler", defaults.sampler()),
            text("negativePrompt", defaults.negativePrompt()));
    OptionalLong seed = seed();
    int count = integer("count", 1);
    BatchRequest request;
    try {
      request = new BatchRequest(prompt, size, tuning, seed, count);
    } catch (InvalidBatchException e) {
      throwIfInvalid(e.problems());
      throw e;
    }
    throwIfInvalid(List.of());
    return request;
  }

  /** Throws when problems were found here; {@code more} are listed after them. */
  private void throwIfInvalid(List<Problem> more) {
    if (!problems.isEmpty()) {
      problems.addAll(more);
      throw new InvalidBatchException(problems);
    }
  }

  private String prompt() {
    if (!json.has("prompt")) {
      problems.add(new Problem("prompt", "nothing", BatchRequest.accepted("prompt")));
    }
    return text("prompt", "...");
  }

  private String text(String name, String defaultValue) {
    return readMember(name, JsonNode::isTextual).map(JsonNode::textValue).orElse(defaultValue);
  }

  /** Reads a whole number, which may be written as 2.0: JSON has only one kind of number. */
  private int integer(String name, int defaultValue) {
    return readMember(name, it -> it.canConvertToExactIntegral() && it.canConvertToInt())
        .map(JsonNode::intValue)
        .orElse(defaultValue);
  }

  private int side(String name) {
    Predicate<JsonNode> valid =
        it -> it.canConvertToExactIntegral() && it.canConvertToInt() && it.intValue() > 0;
    return readMember(name, valid).map(JsonNode::intValue).orElse(BatchRequest.DEFAULT_SIDE);
  }

  private double number(String name, double defaultValue) {
    return readMember(name, JsonNode::isNumber).map(JsonNode::doubleValue).orElse(defaultValue);
  }

  private OptionalLong seed() {
    Optional<JsonNode> value = readMember("seed", JsonNode::canConvertToExactIntegral);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (value.get().canConvertToLong()) {
      return OptionalLong.of(value.get().longValue());
    }
    // So far below zero that it means random, or so far above that the limit refuses it.
    return OptionalLong.of(value.get().doubleValue() < 0 ? -1 : Long.MAX_VALUE);
  }

  /** Returns the member if it is present and valid; adds a problem when it is not valid. */
  private Optional<JsonNode> readMember(String name, Predicate<JsonNode> valid) {
    JsonNode value = json.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!valid.test(value)) {
      problems.add(new Problem(name, value.toString(), BatchRequest.accepted(name)));
      return Optional.empty();
    }
    return Optional.of(value);
  }
}
