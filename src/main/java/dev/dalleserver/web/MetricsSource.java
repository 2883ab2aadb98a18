package dev.dalleserver.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The source of the metrics, so that {@code web} does not depend on the metrics library. */
public interface MetricsSource {
  /**
   * Returns the content type of the text format that suits a scraper.
   *
   * @param accept the scraper's {@code Accept} header
   */
  String contentType(@Nullable String accept);

  /** Returns all metrics in the text format of that content type. */
  byte[] text(String contentType);

  /** Returns all metrics as records, each with name, type, help text and labelled values. */
  List<?> values();
}
