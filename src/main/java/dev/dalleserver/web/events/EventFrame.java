package dev.dalleserver.web.events;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.wire.JsonEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One event of a stream, rendered once for all readers.
 *
 * @param id counts up within a stream
 * @param event {@code snapshot}, {@code progress} or {@code done}
 * @param data a JSON object on one line; not copied, treat as read-only
 * @param whole true for a whole state, which gets the request id of each reader
 * @param last true for the event that ends its stream
 * @param memory the reserved memory of {@code data}
 */
record EventFrame(
    long id, String event, byte[] data, boolean whole, boolean last, FrameMemory memory) {
  private static final int PART_BYTES = 64 * 1024;

  /**
   * How long a browser waits after the last event, before the one connection that it makes to learn
   * that the stream is over.
   */
  private static final String RETRY_AFTER_LAST = "retry: 60000\n";

  /** Creates an event whose memory is not reserved. */
  EventFrame(long id, String event, byte[] data, boolean whole) {
    this(id, event, data, whole, false, new FrameMemory(null));
  }

  /** Renders the event as a block of a {@code text/event-stream}. */
  byte[] asServerSentEvent(String requestId) {
    byte[] head = head();
    byte[] body = whole ? withRequestId(data, requestId) : data;
    ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + body.length + 2);
    out.writeBytes(head);
    out.writeBytes(body);
    out.writeBytes(new byte[] {'\n', '\n'});
    return out.toByteArray();
  }

  /**
   * Renders the same block in parts that are views of the shared data, so that a large state costs
   * no more for a thousand readers than for one. No part is larger than what the JDK copies out of
   * the heap for one write.
   */
  List<ByteBuffer> partsOfServerSentEvent(String requestId) {
    List<ByteBuffer> parts = new ArrayList<>();
    parts.add(ByteBuffer.wrap(head()));
    int end = whole ? data.length - 1 : data.length;
    for (int start = 0; start < end; start += PART_BYTES) {
      parts.add(ByteBuffer.wrap(data, start, Math.min(PART_BYTES, end - start)).asReadOnlyBuffer());
    }
    String tail = whole ? requestIdTail(requestId) + "\n\n" : "\n\n";
    parts.add(ByteBuffer.wrap(tail.getBytes(StandardCharsets.UTF_8)));
    return parts;
  }

  private byte[] head() {
    String retry = last ? RETRY_AFTER_LAST : "";
    return (retry + "id: " + id + "\nevent: " + event + "\ndata: ")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Renders the event as a message: {@code {"event": ..., "id": "...", "data": ...}}. */
  String asMessage(String requestId) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 64);
    byte[] body = whole ? withRequestId(data, requestId) : data;
    try (JsonGenerator json = JsonEncoder.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("event", event);
      // A text, as in a stream: 64 bits are more than JavaScript's numbers hold.
      json.writeStringField("id", Long.toString(id));
      json.writeFieldName("data");
      json.writeRawValue(new String(body, StandardCharsets.UTF_8));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /**
   * Adds the id after the last member of an object that has at least one. It works on bytes rather
   * than JSON: the object is rendered once, and only the id differs from one reader to the next.
   * The id needs no escape, see {@link RequestId}.
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
