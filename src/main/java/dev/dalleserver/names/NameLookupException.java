package dev.dalleserver.names;

import java.io.IOException;

/** Whether a name has an address could not be found out: a node or a gateway did not say it. */
public final class NameLookupException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what happened, for clients; never a URL, which may hold a key
   */
  public NameLookupException(String reason) {
    super(reason);
  }
}
