package dev.dalleserver.outbound;

import dev.dalleserver.text.PlainReason;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection to another server was not made, or broke, in a sentence for an operator: with
 * the remedy where there is one.
 */
public final class ConnectionFault {
  private static final Pattern WRONG_HOST =
      Pattern.compile("(?s)Hostname (\\S+) not verified.*subjectAltNames: \\[(.*)].*");
  private static final Pattern PLACE = Pattern.compile("Failed to connect to ([^/]*)/(.*)");
  private static final Pattern CONNECT_STATUS =
      Pattern.compile("Unexpected response code for CONNECT: (\\d+)");

  /** The text of a body that ends early; with a URL behind it, of an answer that does not begin. */
  private static final String END_OF_STREAM = "unexpected end of stream";

  private static final int MAX_NAMES_LENGTH = 100;

  private ConnectionFault() {}

  /** Returns the reason; other faults in the words of {@link PlainReason}. */
  public static String reason(Exception fault) {
    if (fault instanceof SSLException) {
      return ofTls((SSLException) fault);
    }
    String text = PlainReason.of(fault);
    if (fault instanceof ConnectException) {
      return ofConnecting((ConnectException) fault, text);
    }
    if (fault.getClass() == UnknownHostException.class) {
      // Either the name alone, or with the system's words behind it.
      return text.replaceFirst("(?s):? .*", "") + " cannot be resolved";
    }
    if (fault instanceof InterruptedIOException) {
      return "no answer in time";
    }
    if (text.startsWith("Failed to authenticate with proxy")) {
      return "the proxy asks for another user or password";
    }
    Matcher status = CONNECT_STATUS.matcher(text);
    if (status.matches()) {
      return "the proxy answered " + status.group(1) + " to CONNECT";
    }
    if (text.equals(END_OF_STREAM)) {
      return "it was closed in the middle of the answer";
    }
    if (text.startsWith(END_OF_STREAM)) {
      return "it was closed without an answer";
    }
    return text.startsWith("Unexpected status line")
        ? "what answers there does not speak HTTP; the scheme or the port of the URL may be wrong"
        : PlainReason.of(fault);
  }

  private static String ofConnecting(ConnectException fault, String text) {
    Matcher place = PLACE.matcher(text);
    if (!place.matches() || fault.getCause() == null) {
      return PlainReason.of(fault);
    }
    String address = place.group(2).replace("[0:0:0:0:0:0:0:1]", "[::1]");
    String host = place.group(1);
    return PlainReason.of(fault.getCause()).toLowerCase(Locale.ROOT)
        + " ("
        + (host.isEmpty() ? "" : host + ", ")
        + address
        + ")";
  }

  private static String ofTls(SSLException fault) {
    String text = PlainReason.of(fault);
    if (fault instanceof SSLPeerUnverifiedException) {
      return ofHost(text);
    }
    if (isCausedBy(fault, CertificateExpiredException.class::isInstance)) {
      return "its certificate has expired";
    }
    if (isCausedBy(fault, CertificateNotYetValidException.class::isInstance)) {
      return "its certificate is not valid yet, unless the clock of this machine is wrong";
    }
    if (isCausedBy(fault, CertPathBuilderException.class::isInstance) || text.contains("certif")) {
      return "its certificate is signed by an authority that is not trusted here; --ca-file names"
          + " further certificates to trust";
    }
    return text.startsWith("Unsupported or unrecognized SSL message")
        ? "it does not speak TLS; the URL may have to begin with http://"
        : text;
  }

  private static String ofHost(String text) {
    Matcher names = WRONG_HOST.matcher(text);
    if (!names.matches()) {
      return text;
    }
    List<String> known = List.of(names.group(2).split(",\\s*"));
    String shown = String.join(", ", known);
    if (shown.length() > MAX_NAMES_LENGTH) {
      shown = known.get(0) + " and others";
    }
    return shown.isBlank()
        ? "its certificate names no host, and is not accepted for " + names.group(1)
        : "its certificate is for " + shown + ", not for " + names.group(1);
  }

  private static boolean isCausedBy(Throwable fault, Predicate<Throwable> kind) {
    @Nullable Throwable cause = fault;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      if (kind.test(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
