package dev.dalleserver.webhooks;

import java.net.URI;
import java.util.function.Supplier;

/**
 * Something to tell somebody.
 *
 * @param id the same for every attempt, so that a receiver knows what it has seen
 * @param receiver often a secret in itself: say its host, never the whole
 * @param body JSON; rendered by the thread that sends it
 */
public record Webhook(String id, URI receiver, Supplier<byte[]> body) {
  @Override
  public String toString() {
    return "Webhook[id=" + id + ", host=" + receiver.getHost() + "]";
  }
}
