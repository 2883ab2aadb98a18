package dev.dalleserver.openai;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import dev.dalleserver.resilience.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A reader of the answer of an images call, token by token: the picture is decoded from base64
 * while it arrives, straight to disk, and is safe there as soon as its last byte has come. Reads
 * only the first picture and nothing after it: an error in the rest must not lose the picture.
 */
final class ImageAnswerReader {
  /** Base64 is a third longer than what it encodes; the rest of an answer is small. */
  private static final long MAX_ANSWER_BYTES = PictureLimit.MAX_BYTES / 3 * 4L + (1 << 20);

  private static final int MAX_URL_LENGTH = 8192;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final FailureReader failures;

  ImageAnswerReader(FailureReader failures) {
    this.failures = failures;
  }

  /**
   * @param incoming receives the picture; completed when there is one
   * @throws NotKeptException when the disk does not take the picture
   * @throws IOException when it is not JSON, not such an answer, cut, or too large
   */
  ImageAnswer read(InputStream body, String requestId, Incoming incoming)
      throws IOException, OpenAiFailure {
    try (JsonParser parser = JSON.createParser(new BoundedInputStream(body, MAX_ANSWER_BYTES))) {
      require(parser, parser.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
      String url = "";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        JsonToken value = parser.nextToken();
        if (member.equals("data") && value == JsonToken.START_ARRAY) {
          url = readFirst(parser, incoming);
          if (incoming.size() > 0) {
            return new ImageAnswer(Optional.of(incoming.complete()), url, requestId);
          }
        } else if (member.equals("error") && value == JsonToken.START_OBJECT) {
          throw failures.readFromSuccess(Operation.IMAGE, parser.<JsonNode>readValueAsTree());
        } else {
          parser.skipChildren();
        }
      }
      require(parser, !url.isEmpty(), "it holds no picture");
      return new ImageAnswer(Optional.empty(), url, requestId);
    }
  }

  /** Reads the first object of the array up to its picture, or all of it and skips the others. */
  private static String readFirst(JsonParser parser, Incoming incoming) throws IOException {
    String url = "";
    if (parser.nextToken() == JsonToken.START_OBJECT) {
      url = readPicture(parser, incoming);
    }
    while (incoming.size() == 0 && parser.currentToken() != JsonToken.END_ARRAY) {
      parser.skipChildren();
      parser.nextToken();
      require(parser, parser.currentToken() != null, "it ends early");
    }
    return url;
  }

  private static String readPicture(JsonParser parser, Incoming incoming) throws IOException {
    String url = "";
    while (incoming.size() == 0 && parser.nextToken() == JsonToken.FIELD_NAME) {
      String member = parser.currentName();
      boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
      if (text && member.equals("b64_json")) {
        parser.readBinaryValue(
            Base64Variants.MIME_NO_LINEFEEDS.withPaddingAllowed(), new PictureLimit(incoming));
      } else if (text && member.equals("url")) {
        url = parser.getText();
        require(parser, url.length() <= MAX_URL_LENGTH, "its URL is too long");
      } else {
        parser.skipChildren();
      }
    }
    return url;
  }

  private static void require(JsonParser parser, boolean condition, String message)
      throws JsonParseException {
    if (!condition) {
      throw new JsonParseException(parser, message);
    }
  }
}
