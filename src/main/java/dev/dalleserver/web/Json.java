package dev.dalleserver.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The writer of JSON answers and of their envelope. */
final class Json {
  static final String CONTENT_TYPE = "application/json";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
          .build();

  /** The start of an envelope. Request ids have only characters that need no escape. */
  private static final byte[] ENVELOPE_BEGIN = "{\"success\":true,\"data\":".getBytes(ISO_8859_1);

  private Json() {}

  /** The envelope of JSON answers. */
  record Envelope(boolean success, Object data, @JsonProperty("request_id") String requestId) {}

  /** The envelope of errors. */
  record ErrorEnvelope(
      boolean success, ErrorBody error, @JsonProperty("request_id") String requestId) {}

  /**
   * An error.
   *
   * @param timestamp Unix seconds
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record ErrorBody(
      String code,
      String message,
      String details,
      long timestamp,
      @JsonProperty("request_id") String requestId) {}

  static JsonMapper mapper() {
    return MAPPER;
  }

  static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the answer cannot be written as JSON", e);
    }
  }

  static byte[] error(ApiError error, String requestId, long unixSeconds) {
    ErrorBody body =
        new ErrorBody(
            error.code().name(),
            String.valueOf(error.getMessage()),
            error.details(),
            unixSeconds,
            requestId);
    return bytes(new ErrorEnvelope(false, body, requestId));
  }

  /** Answers {@code data} in the envelope. */
  static void answer(Context ctx, int status, Object data) {
    send(ctx, status, bytes(new Envelope(true, data, RequestId.of(ctx))));
  }

  /** Answers data that was rendered before, in the envelope. */
  static void answerRendered(Context ctx, SharedBody data) {
    byte[] end = (",\"request_id\":\"" + RequestId.of(ctx) + "\"}").getBytes(ISO_8859_1);
    describe(ctx, 200);
    BodySender.of(ctx).send(ctx, ENVELOPE_BEGIN, data, end);
  }

  /**
   * Answers a list of any length in the envelope, its items rendered while it is sent.
   *
   * @param empty the data with an empty list as its first member
   * @param renderer renders an item as JSON
   */
  static <T> void answerList(
      Context ctx, Object empty, List<T> items, Function<T, byte[]> renderer) {
    BodySender sender = BodySender.of(ctx);
    byte[] frame = bytes(new Envelope(true, empty, RequestId.of(ctx)));
    ListSource<T> source = ListSource.of(frame, items, renderer, sender);
    describe(ctx, 200);
    sender.stream(ctx, source);
  }

  /** Answers bytes that are JSON already. */
  static void send(Context ctx, int status, byte[] json) {
    describe(ctx, status);
    BodySender.of(ctx).send(ctx, json);
  }

  /** Sets the status and headers of every JSON answer. */
  static void describe(Context ctx, int status) {
    ctx.status(status);
    ctx.contentType(CONTENT_TYPE);
    ctx.header("Cache-Control", "no-store");
  }
}
