package dev.dalleserver.progress;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One phase that ended well; in the file, which holds many, it is an array.
 *
 * @param endedMs when, in Unix milliseconds
 * @param durationNs how long it took
 * @param provider the name of the provider that made the picture of that run
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"endedMs", "durationNs", "provider"})
public record PhaseSample(long endedMs, long durationNs, String provider) {
  boolean isValid() {
    return endedMs >= 0 && durationNs >= 0 && provider != null && provider.length() <= 64;
  }
}
