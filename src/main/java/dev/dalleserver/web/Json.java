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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** JSON answers: how they are written and the envelope they come in. */
final class Json {
  static final String CONTENT_TYPE = "application/json";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
          .build();

  /** The ids of requests are of characters that need no escape. */
  private static final byte[] ENVELOPE_BEGIN = "{\"success\":true,\"data\":".getBytes(ISO_8859_1);

  private Json() {}

  /** The form of every JSON answer that is not bare. */
  record Envelope(boolean success, Object data, @JsonProperty("request_id") String requestId) {}

  /** The form of every error. */
  record ErrorEnvelope(
      boolean success, ErrorBody error, @JsonProperty("request_id") String requestId) {}

  /**
   * What went wrong.
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
      throw new IllegalStateException("an answer that cannot be written as JSON", e);
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

  /** Answers data that was rendered before in the envelope. */
  static void answerRendered(Context ctx, byte[] data) {
    byte[] end = (",\"request_id\":\"" + RequestId.of(ctx) + "\"}").getBytes(ISO_8859_1);
    byte[] whole = new byte[ENVELOPE_BEGIN.length + data.length + end.length];
    System.arraycopy(ENVELOPE_BEGIN, 0, whole, 0, ENVELOPE_BEGIN.length);
    System.arraycopy(data, 0, whole, ENVELOPE_BEGIN.length, data.length);
    System.arraycopy(end, 0, whole, ENVELOPE_BEGIN.length + data.length, end.length);
    send(ctx, 200, whole);
  }

  /** Answers bytes that are JSON already. */
  static void send(Context ctx, int status, byte[] json) {
    ctx.status(status);
    ctx.contentType(CONTENT_TYPE);
    ctx.header("Cache-Control", "no-store");
    write(ctx, json);
  }

  /** Writes a whole body at once, past the framework's copying of streams. */
  static void write(Context ctx, byte[] body) {
    try {
      ctx.res().setContentLength(body.length);
      ctx.res().getOutputStream().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
