package dev.dalleserver.sdcpp;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.gpu.GpuClient;
import dev.dalleserver.gpu.PaintJob;
import dev.dalleserver.outbound.BoundedInputStream;
import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The state of a job. The first picture in it is decoded to disk while it arrives, and what follows
 * is not read: its members come in any order.
 *
 * @param status {@code queued}, {@code generating}, {@code completed}, {@code failed} or {@code
 *     cancelled}; empty when the picture came before it
 * @param error why it failed, or empty
 */
record JobAnswer(String status, String error, Optional<Received> picture) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static JobAnswer read(InputStream body, PaintJob job) throws IOException {
    BoundedInputStream limited = new BoundedInputStream(body, GpuClient.MAX_PICTURE_ANSWER);
    String status = "";
    String error = "";
    try (JsonParser parser = JSON.createParser(limited)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "it is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (member) {
          case "status" -> status = parser.getValueAsString("");
          case "error" -> error = parser.readValueAsTree().toString();
          case "result" -> {
            Optional<Received> picture = picture(parser, job);
            if (picture.isPresent()) {
              return new JobAnswer(status, "", picture);
            }
          }
          default -> {
            if (value.isStructStart()) {
              parser.skipChildren();
            }
          }
        }
      }
    }
    return new JobAnswer(status, message(error), Optional.empty());
  }

  private static Optional<Received> picture(JsonParser parser, PaintJob job) throws IOException {
    int depth = 0;
    JsonToken token = parser.currentToken();
    while (token != null) {
      if (token == JsonToken.VALUE_STRING && "b64_json".equals(parser.currentName())) {
        try (Incoming incoming = job.receive()) {
          job.finished();
          parser.readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS.withPaddingAllowed(), incoming);
          return Optional.of(incoming.complete());
        }
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth == 0) {
        return Optional.empty();
      }
      token = parser.nextToken();
    }
    return Optional.empty();
  }

  private static String message(String error) throws IOException {
    return error.isEmpty() ? "" : JSON.readTree(error).path("message").asText("");
  }
}
