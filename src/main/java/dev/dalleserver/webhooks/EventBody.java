package dev.dalleserver.webhooks;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.progress.Ending;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The body of a webhook, in the form that Standard Webhooks recommends. */
record EventBody(String type, String timestamp, @JsonRawValue String data) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Renders a body.
   *
   * @param what {@code run} or {@code generation}
   * @param data as JSON
   */
  static byte[] render(String what, Ending ending, Instant at, byte[] data) {
    EventBody body =
        new EventBody(
            what + "." + ending.text(), at.toString(), new String(data, StandardCharsets.UTF_8));
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the event cannot be written as JSON", e);
    }
  }
}
