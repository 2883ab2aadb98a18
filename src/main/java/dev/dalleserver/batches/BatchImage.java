package dev.dalleserver.batches;

import java.util.List;

/**
 * A finished picture of a batch; its file lies in the folder of the batch.
 *
 * @param timeTakenMillis milliseconds from the request to the provider until it was stored
 * @param ignored names of parameters that the provider ignored
 */
public record BatchImage(
    int width, int height, long seed, long timeTakenMillis, List<String> ignored) {
  public BatchImage {
    ignored = List.copyOf(ignored);
  }
}
