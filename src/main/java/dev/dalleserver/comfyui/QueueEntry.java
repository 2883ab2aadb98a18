package dev.dalleserver.comfyui;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A prompt in the server's queue.
 *
 * @param running whether it is being executed, and does not wait
 */
record QueueEntry(String promptId, boolean running) {
  // An entry is a list: number, id, graph, further data.
  private static final int ID = 1;
  private static final int EXTRA_DATA = 3;

  /** Finds a prompt by its id or, where the answer with the id was lost, by its client. */
  static Optional<QueueEntry> find(JsonNode queue, String promptId, String clientId) {
    return find(queue.path("queue_running"), promptId, clientId, true)
        .or(() -> find(queue.path("queue_pending"), promptId, clientId, false));
  }

  private static Optional<QueueEntry> find(
      JsonNode entries, String promptId, String clientId, boolean running) {
    for (JsonNode entry : entries) {
      String id = entry.path(ID).asText("");
      String client = entry.path(EXTRA_DATA).path("client_id").asText("");
      if (id.equals(promptId) || client.equals(clientId)) {
        return Optional.of(new QueueEntry(id, running));
      }
    }
    return Optional.empty();
  }
}
