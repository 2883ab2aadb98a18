package dev.dalleserver.telemetry;

import dev.dalleserver.metrics.Exposition;
import dev.dalleserver.web.MetricsSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adapts the metrics exposition to the web package, which does not know the metrics package.
 *
 * @param cleaning removes what is not to be shown any more
 */
record ExpositionAdapter(Exposition exposition, Runnable cleaning) implements MetricsSource {
  @Override
  public String contentType(@Nullable String accept) {
    return exposition.contentType(accept);
  }

  @Override
  public byte[] text(String contentType) {
    cleaning.run();
    return exposition.text(contentType);
  }

  @Override
  public List<?> values() {
    cleaning.run();
    return exposition.values();
  }
}
