package dev.dalleserver.web.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;

/**
 * The failure to listen at the address that the operator has configured; the message is one line
 * for the operator.
 */
public final class BindException extends Exception {
  private static final long serialVersionUID = 1L;

  BindException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Creates the failure to listen at a host that resolves; says what about it is wrong. */
  static BindException of(String host, int port, Exception cause) {
    String problem =
        isOwnAddress(host)
            ? "port %d: it is in use or not allowed".formatted(port)
            : "port %d: this machine has no such address; expected one of its own, or 0.0.0.0 for"
                    .formatted(port)
                + " all of them";
    return new BindException("cannot listen on " + host + " " + problem, cause);
  }

  /** Returns true for an address that this machine has, and where that cannot be found out. */
  private static boolean isOwnAddress(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return true;
    }
  }
}
