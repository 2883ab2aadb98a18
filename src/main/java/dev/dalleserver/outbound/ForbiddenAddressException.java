package dev.dalleserver.outbound;

import java.net.UnknownHostException;

/** A URL leads to where this server must not be sent. */
public final class ForbiddenAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  ForbiddenAddressException(String message) {
    super(message);
  }
}
