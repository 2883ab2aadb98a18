package dev.dalleserver.comfyui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What comes over the WebSocket, handed from its thread to the one that makes the picture. What is
 * not taken is dropped beyond a limit: it is only news, and the history tells the end.
 */
final class ComfyEvents extends WebSocketListener {
  /** The connection is there. */
  static final String OPENED = "opened";

  /** The connection is gone, or never came to be. */
  static final String LOST = "lost";

  /** The run should end. */
  private static final String CANCELLED = "cancelled";

  /** A picture that is not finished. */
  static final String PREVIEW = "preview";

  private static final int MAX_WAITING = 500;
  private static final int MAX_PREVIEW_BYTES = 4 << 20;
  private static final int PREVIEW_IMAGE = 1;
  private static final int PREVIEW_WITH_METADATA = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param type the message's own, or one of the constants
   * @param image of a preview, otherwise empty
   */
  record Event(String type, JsonNode data, byte[] image) {
    private static Event of(String type) {
      return new Event(type, JsonNodeFactory.instance.objectNode(), new byte[0]);
    }
  }

  private final BlockingQueue<Event> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private volatile boolean lost;

  /** Waits for the next event; empty when none came in time. */
  Optional<Event> next(Duration pause) throws InterruptedException {
    return Optional.ofNullable(waiting.poll(pause.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Wakes the thread that waits for the next event: its run should end. */
  void onCancelled() {
    waiting.offer(Event.of(CANCELLED));
  }

  boolean isLost() {
    return lost;
  }

  @Override
  public void onOpen(WebSocket socket, Response response) {
    waiting.offer(Event.of(OPENED));
  }

  @Override
  public void onMessage(WebSocket socket, String text) {
    try {
      JsonNode message = JSON.readTree(text);
      waiting.offer(new Event(message.path("type").asText(""), message.path("data"), new byte[0]));
    } catch (JsonProcessingException notOfTheProtocol) {
      // Custom nodes send what they like.
    }
  }

  @Override
  public void onMessage(WebSocket socket, ByteString bytes) {
    if (bytes.size() <= MAX_PREVIEW_BYTES) {
      image(bytes.asByteBuffer())
          .ifPresent(
              image ->
                  waiting.offer(new Event(PREVIEW, JsonNodeFactory.instance.objectNode(), image)));
    }
  }

  /** A number for the kind, then another for the format or the length of what describes it. */
  private static Optional<byte[]> image(ByteBuffer message) {
    try {
      int kind = message.getInt();
      int second = message.getInt();
      if (kind == PREVIEW_WITH_METADATA) {
        message.position(Math.addExact(message.position(), second));
      } else if (kind != PREVIEW_IMAGE) {
        return Optional.empty();
      }
      byte[] image = new byte[message.remaining()];
      message.get(image);
      return Optional.of(image).filter(bytes -> bytes.length > 0);
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException cut) {
      return Optional.empty();
    }
  }

  @Override
  public void onClosing(WebSocket socket, int code, String reason) {
    socket.close(code, null);
    lose();
  }

  @Override
  public void onFailure(WebSocket socket, Throwable problem, @Nullable Response response) {
    lose();
  }

  private void lose() {
    lost = true;
    waiting.offer(Event.of(LOST));
  }
}
