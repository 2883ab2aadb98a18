package dev.dalleserver.openai;

import java.net.UnknownHostException;

/** An image URL leads to where this server must not be sent. */
final class ForbiddenAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  ForbiddenAddressException(String message) {
    super(message);
  }
}
