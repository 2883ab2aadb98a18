package dev.dalleserver.web;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One event of a stream, rendered once for everybody.
 *
 * @param id counts up within a stream
 * @param event {@code snapshot}, {@code progress} or {@code done}
 * @param data a JSON object on one line; not copied, treat as read-only
 * @param whole a whole state, which bears the request id of the one who gets it
 */
record EventFrame(long id, String event, byte[] data, boolean whole) {
  /** The event as a block of a {@code text/event-stream}. */
  byte[] asServerSentEvent(String requestId) {
    byte[] head = ("id: " + id + "\nevent: " + event + "\ndata: ").getBytes(StandardCharsets.UTF_8);
    byte[] body = whole ? withRequestId(data, requestId) : data;
    ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + body.length + 2);
    out.writeBytes(head);
    out.writeBytes(body);
    out.writeBytes(new byte[] {'\n', '\n'});
    return out.toByteArray();
  }

  /** The same in parts, the data itself not copied. */
  List<ByteBuffer> asPartsOfServerSentEvent(String requestId) {
    String head = "id: " + id + "\nevent: " + event + "\ndata: ";
    String tail = whole ? requestIdTail(requestId) + "\n\n" : "\n\n";
    int shared = whole ? data.length - 1 : data.length;
    return List.of(
        ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)),
        ByteBuffer.wrap(data, 0, shared),
        ByteBuffer.wrap(tail.getBytes(StandardCharsets.UTF_8)));
  }

  /** The event as a message of a WebSocket: {@code {"event": ..., "data": ...}}. */
  String asMessage(String requestId) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 64);
    byte[] body = whole ? withRequestId(data, requestId) : data;
    try (JsonGenerator json = Json.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("event", event);
      json.writeFieldName("data");
      json.writeRawValue(new String(body, StandardCharsets.UTF_8));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /**
   * Puts the id behind the last member of an object that has at least one. Bytes rather than JSON:
   * the object is rendered once, and only this differs from one reader to the next. The id is safe
   * to put in as it is, see {@link RequestId}.
   */
  static byte[] withRequestId(byte[] object, String requestId) {
    byte[] tail = requestIdTail(requestId).getBytes(StandardCharsets.UTF_8);
    byte[] joined = new byte[object.length - 1 + tail.length];
    System.arraycopy(object, 0, joined, 0, object.length - 1);
    System.arraycopy(tail, 0, joined, object.length - 1, tail.length);
    return joined;
  }

  private static String requestIdTail(String requestId) {
    return ",\"request_id\":\"" + requestId + "\"}";
  }
}
