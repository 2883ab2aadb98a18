package dev.dalleserver.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the numbers come from; what counts them is not the web's business. */
public interface MetricsSource {
  /**
   * The text form that suits a scraper.
   *
   * @param accept its header {@code Accept}
   */
  String contentType(@Nullable String accept);

  /** Everything in the text form of that content type. */
  byte[] text(String contentType);

  /** Everything as records: a name, a type, a help text and values with labels for each metric. */
  List<?> values();
}
