package dev.dalleserver.outbound;

import java.net.ProtocolException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Response;

/** An answer was not read, since its {@code Content-Length} is no length, or contradicts itself. */
public final class InvalidLengthException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  private static final String NAME = "Content-Length";

  /** As many digits as a length in bytes can have. */
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private static final int MAX_SHOWN = 40;

  private InvalidLengthException(String message) {
    super(message);
  }

  /**
   * Returns the answer.
   *
   * @throws InvalidLengthException when it does not say where its body ends
   */
  static Response checked(Response response) throws InvalidLengthException {
    Optional<String> fault = fault(response.headers(NAME));
    if (fault.isPresent() && response.header("Transfer-Encoding") == null) {
      throw new InvalidLengthException(fault.get());
    }
    return response;
  }

  private static Optional<String> fault(List<String> lengths) {
    for (String length : lengths) {
      if (!LENGTH.matcher(length).matches()) {
        return Optional.of("its " + NAME + " is no length: " + shown(length));
      }
    }
    List<String> different = lengths.stream().distinct().toList();
    return different.size() > 1
        ? Optional.of(
            "it has two lengths, " + NAME + ": " + different.get(0) + " and " + different.get(1))
        : Optional.empty();
  }

  private static String shown(String length) {
    String text = length.length() <= MAX_SHOWN ? length : length.substring(0, MAX_SHOWN) + "…";
    return text.isBlank() ? "an empty text" : text;
  }
}
