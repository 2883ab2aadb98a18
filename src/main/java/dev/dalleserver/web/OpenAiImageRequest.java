package dev.dalleserver.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.batches.BatchRequest;
import dev.dalleserver.batches.Delivery;
import dev.dalleserver.batches.InvalidBatchException;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest.Tuning;
import dev.dalleserver.pictures.PictureEncoder.Encoding;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.ErrorMapping;
import dev.dalleserver.web.http.JsonBody;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An image request of an OpenAI client.
 *
 * @param form how the client wants the answer
 * @param model the name that the client uses for the model, or empty
 * @param quality the quality that events tell where the provider tells none
 */
record OpenAiImageRequest(BatchRequest batch, Form form, String model, String quality) {
  /** The forms of an answer. */
  enum Form {
    /** One JSON with the pictures themselves. */
    BASE64,
    /** One JSON with links to them. */
    URL,
    /** A stream of events, each with one picture. */
    EVENTS
  }

  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");
  private static final Pattern MODEL = Pattern.compile("[^\\p{Cntrl}]{0,200}");
  private static final String DEFAULT_SIZE = "1024x1024";
  private static final int MAX_PARTIAL_IMAGES = 3;
  private static final List<String> EVENT_QUALITIES = List.of("low", "medium", "high");
  private static final Delivery.Limits LIMITS = Delivery.Limits.OPENAI;

  /**
   * Prefix of the models whose clients get links unless they ask for another format. These models
   * have neither streams nor output formats.
   */
  private static final String URL_MODEL_PREFIX = "dall-e-";

  /**
   * Reads a request's body. A member that is null counts as absent; members of the protocol that
   * this server does not use, such as {@code style}, are ignored.
   *
   * @throws ApiError when the body is invalid, naming the member
   */
  static OpenAiImageRequest read(@Nullable String contentType, byte[] body) {
    JsonNode json = JsonBody.read(contentType, body, "{\"prompt\": \"...\", ...}");
    String model = text(json, "model").orElse("");
    if (!MODEL.matcher(model).matches()) {
      throw invalid("model", model, "at most 200 characters without control characters");
    }
    text(json, "user");
    Form form = form(json, model);
    Encoding encoding = encoding(json);
    int partials = integer(json, "partial_images", 0, 0, MAX_PARTIAL_IMAGES);
    Delivery delivery = new Delivery(LIMITS, encoding, form == Form.EVENTS ? partials : 0);
    String quality =
        Optional.of(json.path("quality").asText()).filter(EVENT_QUALITIES::contains).orElse("auto");
    return new OpenAiImageRequest(batch(json, delivery), form, model, quality);
  }

  private static Form form(JsonNode json, String model) {
    boolean stream = bool(json, "stream");
    boolean linksByDefault =
        model.startsWith(URL_MODEL_PREFIX) && !stream && !json.hasNonNull("output_format");
    String format =
        oneOf(json, "response_format", linksByDefault ? "url" : "b64_json", "url", "b64_json");
    if (stream && format.equals("url")) {
      throw invalid("response_format", format, "b64_json: events contain the pictures themselves");
    }
    if (stream) {
      return Form.EVENTS;
    }
    return format.equals("url") ? Form.URL : Form.BASE64;
  }

  private static Encoding encoding(JsonNode json) {
    String format = text(json, "output_format").orElse("png");
    int quality = integer(json, "output_compression", Encoding.BEST, 0, Encoding.BEST);
    return switch (format) {
      case "png" -> Encoding.PNG;
      case "jpeg" -> new Encoding(PictureFormat.JPEG, quality);
      default -> throw invalid("output_format", format, "png or jpeg");
    };
  }

  private static BatchRequest batch(JsonNode json, Delivery delivery) {
    String prompt = text(json, "prompt").orElseThrow(() -> invalidMember("prompt", null, "prompt"));
    String size = text(json, "size").orElse("auto");
    int count = count(json);
    try {
      return new BatchRequest(
          prompt, size(size), Tuning.DEFAULT, OptionalLong.empty(), count, delivery);
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

  /** Reads how many pictures; the limits are checked with the rest. */
  private static int count(JsonNode json) {
    JsonNode value = json.path("n");
    if (isAbsent(value)) {
      return 1;
    }
    if (!value.canConvertToExactIntegral() || !value.canConvertToInt()) {
      throw invalidMember("n", value, "count");
    }
    return value.intValue();
  }

  private static int integer(JsonNode json, String member, int absent, int lowest, int highest) {
    JsonNode value = json.path(member);
    if (isAbsent(value)) {
      return absent;
    }
    boolean whole = value.canConvertToExactIntegral() && value.canConvertToInt();
    if (!whole || value.intValue() < lowest || value.intValue() > highest) {
      throw invalid(member, value.toString(), "an integer from " + lowest + " to " + highest);
    }
    return value.intValue();
  }

  private static boolean bool(JsonNode json, String member) {
    JsonNode value = json.path(member);
    if (!isAbsent(value) && !value.isBoolean()) {
      throw invalid(member, value.toString(), "true or false");
    }
    return value.asBoolean(false);
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

  private static Optional<String> text(JsonNode json, String member) {
    JsonNode value = json.path(member);
    if (isAbsent(value)) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw invalid(member, value.toString(), "a text");
    }
    return Optional.of(value.textValue());
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  /**
   * @param name of the member in a request for a batch
   */
  private static ApiError invalidMember(String member, @Nullable JsonNode received, String name) {
    return invalid(
        member,
        received == null ? "nothing" : received.toString(),
        BatchRequest.accepted(name, LIMITS));
  }

  private static ApiError invalid(String member, String received, String expected) {
    return new ApiError(
            ErrorCode.INVALID_REQUEST,
            member + " is not understood",
            "received " + ErrorMapping.echo(received) + "; expected " + expected)
        .withParameter(member);
  }
}
