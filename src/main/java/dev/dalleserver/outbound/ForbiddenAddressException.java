package dev.dalleserver.outbound;

import java.net.UnknownHostException;

/** A URL leads to an address that this server must not call. */
public final class ForbiddenAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  ForbiddenAddressException(String message) {
    super(message);
  }
}
