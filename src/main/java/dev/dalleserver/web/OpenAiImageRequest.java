package dev.dalleserver.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.dalleserver.batches.BatchRequest;
import dev.dalleserver.batches.InvalidBatchException;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest.Tuning;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.ErrorMapping;
import dev.dalleserver.web.http.JsonBody;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An image request of an OpenAI client.
 *
 * @param asUrl true when the client wants links rather than the pictures themselves
 */
record OpenAiImageRequest(BatchRequest batch, boolean asUrl) {
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");
  private static final String DEFAULT_SIZE = "1024x1024";

  /** Prefix of the models whose clients get links unless they ask for another format. */
  private static final String URL_MODEL_PREFIX = "dall-e-";

  /**
   * Reads a request's body. A member that is null counts as absent; members of the protocol that
   * this server does not use, such as {@code quality}, are ignored.
   *
   * @throws ApiError when the body is invalid, naming the member
   */
  static OpenAiImageRequest read(@Nullable String contentType, byte[] body) {
    JsonNode json = JsonBody.read(contentType, body, "{\"prompt\": \"...\", ...}");
    String model = text(json, "model").orElse("");
    text(json, "user");
    oneOf(json, "output_format", "png", "png");
    refuseStream(json);
    String format =
        oneOf(
            json,
            "response_format",
            model.startsWith(URL_MODEL_PREFIX) ? "url" : "b64_json",
            "url",
            "b64_json");
    return new OpenAiImageRequest(batch(json), format.equals("url"));
  }

  private static BatchRequest batch(JsonNode json) {
    String prompt =
        text(json, "prompt")
            .orElseThrow(() -> invalidValue("prompt", null, BatchRequest.accepted("prompt")));
    String size = text(json, "size").orElse("auto");
    int count = count(json);
    try {
      return new BatchRequest(prompt, size(size), Tuning.DEFAULT, OptionalLong.empty(), count);
    } catch (InvalidBatchException e) {
      // An error of the protocol names exactly one member.
      InvalidBatchException.Problem first = e.problems().get(0);
      throw switch (first.member()) {
        case "width", "height" -> invalid("size", size, "each side " + first.expected());
        case "count" -> invalid("n", first.received(), first.expected());
        default -> invalid(first.member(), first.received(), first.expected());
      };
    }
  }

  private static ImageSize size(String text) {
    Matcher sides = SIZE.matcher(text.equals("auto") ? DEFAULT_SIZE : text);
    if (!sides.matches()) {
      throw invalid("size", text, "auto, or two sides such as " + DEFAULT_SIZE);
    }
    return new ImageSize(Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)));
  }

  private static int count(JsonNode json) {
    JsonNode value = json.path("n");
    if (value.isMissingNode() || value.isNull()) {
      return 1;
    }
    if (!value.canConvertToExactIntegral() || !value.canConvertToInt()) {
      throw invalidValue("n", value, BatchRequest.accepted("count"));
    }
    return value.intValue();
  }

  private static String oneOf(JsonNode json, String member, String absent, String... accepted) {
    String value = text(json, member).orElse(absent);
    for (String known : accepted) {
      if (known.equals(value)) {
        return value;
      }
    }
    throw invalid(member, value, String.join(" or ", accepted));
  }

  private static void refuseStream(JsonNode json) {
    JsonNode stream = json.path("stream");
    if (!stream.isMissingNode() && !stream.isNull() && !stream.equals(BooleanNode.FALSE)) {
      throw invalidValue("stream", stream, "false; pictures come in one answer");
    }
  }

  private static Optional<String> text(JsonNode json, String member) {
    JsonNode value = json.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw invalidValue(member, value, "a text");
    }
    return Optional.of(value.textValue());
  }

  private static ApiError invalidValue(
      String member, @Nullable JsonNode received, String expected) {
    return invalid(member, received == null ? "nothing" : received.toString(), expected);
  }

  private static ApiError invalid(String member, String received, String expected) {
    return new ApiError(
            ErrorCode.INVALID_REQUEST,
            member + " is not understood",
            "received " + ErrorMapping.echo(received) + "; expected " + expected)
        .withParameter(member);
  }
}
