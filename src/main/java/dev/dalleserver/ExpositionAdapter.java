package dev.dalleserver;

import dev.dalleserver.metrics.Exposition;
import dev.dalleserver.web.MetricsSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands what was counted to the web, which does not know who counts. */
record ExpositionAdapter(Exposition exposition) implements MetricsSource {
  @Override
  public String contentType(@Nullable String accept) {
    return exposition.contentType(accept);
  }

  @Override
  public byte[] text(String contentType) {
    return exposition.text(contentType);
  }

  @Override
  public List<?> values() {
    return exposition.values();
  }
}
