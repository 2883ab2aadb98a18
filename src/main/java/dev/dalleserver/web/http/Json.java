package dev.dalleserver.web.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dalleserver.wire.JsonEncoder;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Function;

/** The writer of JSON answers and of their envelope. */
public final class Json {
  public static final String CONTENT_TYPE = "application/json";

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

  public static byte[] error(ApiError error, String requestId, long unixSeconds) {
    ErrorBody body =
        new ErrorBody(
            error.code().name(),
            String.valueOf(error.getMessage()),
            error.details(),
            unixSeconds,
            requestId);
    return JsonEncoder.encode(new ErrorEnvelope(false, body, requestId));
  }

  /** Answers {@code data} in the envelope. */
  public static void answer(Context ctx, int status, Object data) {
    send(ctx, status, JsonEncoder.encode(new Envelope(true, data, RequestId.of(ctx))));
  }

  /**
   * Answers data in the envelope, compressed when it is long and the client asks for it. Not for
   * what clients poll: small answers would not be compressed, and large ones each time anew.
   */
  public static void answerText(Context ctx, Object data) {
    answerRendered(ctx, new SharedBody(JsonEncoder.encode(data)));
  }

  /** Answers data that was rendered before, as {@link #answerText} does. */
  public static void answerRendered(Context ctx, SharedBody data) {
    byte[] end = (",\"request_id\":\"" + RequestId.of(ctx) + "\"}").getBytes(ISO_8859_1);
    setHeaders(ctx, 200);
    BodySender sender = BodySender.of(ctx);
    if (ContentCoding.isWorthwhile(data.length()) && ContentCoding.negotiateGzip(ctx)) {
      sender.send(ctx, sender.deflateCache().gzip(ENVELOPE_BEGIN, data.bytes(), end));
    } else {
      sender.send(ctx, ENVELOPE_BEGIN, data, end);
    }
  }

  /** Answers a list as {@link #answerList} does, compressed when the client asks for it. */
  public static <T> void answerTextList(
      Context ctx, Object empty, List<T> items, Function<T, byte[]> renderer) {
    BodySender sender = BodySender.of(ctx);
    byte[] frame = JsonEncoder.encode(new Envelope(true, empty, RequestId.of(ctx)));
    ListSource<T> source = ListSource.of(frame, items, renderer, sender);
    setHeaders(ctx, 200);
    sender.stream(ctx, compressIfAsked(ctx, source, sender));
  }

  /** Returns the source, compressed when it is long and the client asks for it. */
  private static BodySource compressIfAsked(Context ctx, ListSource<?> source, BodySender sender) {
    boolean prepared = false;
    try {
      boolean gzip =
          ContentCoding.isWorthwhile(source.firstPieceBytes()) && ContentCoding.negotiateGzip(ctx);
      BodySource body =
          gzip ? new GzipSource(source, sender.reserve(GzipSource.COMPRESSOR_BYTES)) : source;
      prepared = true;
      return body;
    } finally {
      if (!prepared) {
        source.release();
      }
    }
  }

  /**
   * Answers a list of any length in the envelope, its items rendered while it is sent.
   *
   * @param empty the data with an empty list as its first member
   * @param renderer renders an item as JSON
   */
  public static <T> void answerList(
      Context ctx, Object empty, List<T> items, Function<T, byte[]> renderer) {
    BodySender sender = BodySender.of(ctx);
    byte[] frame = JsonEncoder.encode(new Envelope(true, empty, RequestId.of(ctx)));
    ListSource<T> source = ListSource.of(frame, items, renderer, sender);
    setHeaders(ctx, 200);
    sender.stream(ctx, source);
  }

  /** Answers bytes that are JSON already. */
  public static void send(Context ctx, int status, byte[] json) {
    setHeaders(ctx, status);
    BodySender.of(ctx).send(ctx, json);
  }

  /** Sets the status and headers of every JSON answer. */
  public static void setHeaders(Context ctx, int status) {
    ctx.status(status);
    ctx.contentType(CONTENT_TYPE);
    ctx.header("Cache-Control", "no-store");
  }
}
