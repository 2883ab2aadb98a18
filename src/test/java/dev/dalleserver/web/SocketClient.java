package dev.dalleserver.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.web.events.PatchedState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Follows pushed progress over a WebSocket as a page of the server does. */
public final class SocketClient {
  private static final long PATIENCE_SECONDS = 30;

  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  private SocketClient() {}

  /**
   * Asks for an upgrade; fails when it is refused.
   *
   * @param uri of plain HTTP, as all others of the server
   */
  public static CompletableFuture<SocketClient> open(URI uri) {
    return open(uri, "http://" + uri.getRawAuthority());
  }

  /** The same from a page of {@code origin}. */
  static CompletableFuture<SocketClient> open(URI uri, String origin) {
    SocketClient client = new SocketClient();
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .header("Origin", origin)
        .buildAsync(URI.create(uri.toString().replaceFirst("^http", "ws")), client.new Collecting())
        .thenApply(socket -> client);
  }

  /** The next message, waited for. */
  JsonNode next() throws InterruptedException {
    return Objects.requireNonNull(
        messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no message has come");
  }

  /** The status with which the server closes the connection. */
  CompletableFuture<Integer> closed() {
    return closed;
  }

  private final class Collecting implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        messages.add(PatchedState.json(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return null;
    }
  }
}
