package dev.dalleserver.webhooks;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The port for who is to be told of ends, where several processes share their jobs: whoever ends a
 * job notes what is to be sent, together with the end.
 */
public interface SharedEnds {
  /**
   * Notes that a receiver is to be told of the next end of a key.
   *
   * @param kind the name of the kind of jobs
   * @param most how many receivers a key may have
   * @return false when there is no room
   */
  boolean register(String kind, String key, URI receiver, int most);

  /** Undoes {@link #register}. */
  void unregister(String kind, String key, URI receiver);

  /** Sends what is to be told. */
  @FunctionalInterface
  interface Sender {
    /**
     * Sends one message and waits for the answer, for less than a minute.
     *
     * @return after which time to send it again; empty when it has arrived, or never will
     */
    Optional<Duration> send(EndNotice message);
  }

  /**
   * Sends one message that is due and that no other process is sending.
   *
   * @return false when there is none
   */
  boolean sendNext(Sender sender);
}
