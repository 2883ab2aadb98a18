package dev.dalleserver.a1111;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.gpu.GpuClient;
import dev.dalleserver.gpu.GpuFailure;
import dev.dalleserver.gpu.GpuFault;
import dev.dalleserver.gpu.PaintJob;
import dev.dalleserver.outbound.BoundedInputStream;
import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The answer with the picture: base64 in {@code images}, decoded to disk while it arrives, and in
 * {@code info} a text that is JSON again.
 *
 * @param model the checkpoint that painted it
 */
record TextToImageAnswer(Received picture, Optional<String> model) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static TextToImageAnswer read(InputStream body, PaintJob job, String server)
      throws IOException, GpuFailure {
    BoundedInputStream limited = new BoundedInputStream(body, GpuClient.MAX_PICTURE_ANSWER);
    try (Incoming incoming = job.receive();
        JsonParser parser = JSON.createParser(limited)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "it is not a JSON object");
      }
      String info = "";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        JsonToken value = parser.nextToken();
        if (member.equals("images") && value == JsonToken.START_ARRAY) {
          if (parser.nextToken() == JsonToken.VALUE_STRING) {
            parser.readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS.withPaddingAllowed(), incoming);
            Received picture = incoming.complete();
            return new TextToImageAnswer(picture, modelIn(info).or(() -> modelInRest(parser)));
          }
        } else if (member.equals("info") && value == JsonToken.VALUE_STRING) {
          info = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
      throw new GpuFailure(GpuFault.EMPTY, server + " finished and sent no picture");
    }
  }

  /** An error in what follows the picture must not lose the picture. */
  private static Optional<String> modelInRest(JsonParser parser) {
    try {
      while (parser.currentToken() != JsonToken.END_ARRAY && parser.nextToken() != null) {
        parser.skipChildren();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING && member.equals("info")) {
          return modelIn(parser.getText());
        }
        parser.skipChildren();
      }
    } catch (IOException cut) {
      // Then the model stays as it was known.
    }
    return Optional.empty();
  }

  private static Optional<String> modelIn(String info) {
    try {
      return Optional.of(JSON.readTree(info).path("sd_model_name").asText(""))
          .filter(name -> !name.isBlank());
    } catch (IOException noJson) {
      return Optional.empty();
    }
  }
}
