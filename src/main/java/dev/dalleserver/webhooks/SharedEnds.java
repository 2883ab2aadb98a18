package dev.dalleserver.webhooks;

import java.net.URI;

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
}
