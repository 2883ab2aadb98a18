package dev.dalleserver.names;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.outbound.BoundedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HexFormat;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Calls that answer with a little JSON, bounded in size and time. */
final class HttpCalls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 512 * 1024;

  private final OkHttpClient client;

  HttpCalls(OkHttpClient client, Duration timeout) {
    this.client = client.newBuilder().callTimeout(timeout).build();
  }

  /** An answer; its JSON is missing when the body is something else. */
  record Answer(int status, JsonNode json) {}

  Answer send(Request request) throws IOException {
    try (Response response = client.newCall(request).execute();
        InputStream body = new BoundedInputStream(response.body().byteStream(), MAX_BYTES)) {
      byte[] bytes = body.readAllBytes();
      return new Answer(response.code(), parse(bytes));
    }
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      return json == null ? JSON.missingNode() : json;
    } catch (IOException e) {
      // A page of a proxy, for example.
      return JSON.missingNode();
    }
  }

  static byte[] encode(Object value) throws IOException {
    return JSON.writeValueAsBytes(value);
  }

  /**
   * Parses {@code 0x} and hex digits.
   *
   * @throws IllegalArgumentException for any other text
   */
  static byte[] bytes(String text) {
    if (!text.startsWith("0x")) {
      throw new IllegalArgumentException("not hex");
    }
    return HexFormat.of().parseHex(text, 2, text.length());
  }
}
