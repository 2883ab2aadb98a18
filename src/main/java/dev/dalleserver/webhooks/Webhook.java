package dev.dalleserver.webhooks;

import java.net.URI;
import java.util.function.Supplier;

/**
 * A notification to one receiver.
 *
 * @param id the same for every attempt, so that a receiver can detect repetitions
 * @param receiver often a secret itself: messages and logs name its host only
 * @param body JSON; rendered by the thread that sends it
 */
public record Webhook(String id, URI receiver, Supplier<byte[]> body) {
  @Override
  public String toString() {
    return "Webhook[id=" + id + ", host=" + receiver.getHost() + "]";
  }
}
