package dev.dalleserver.batches;

import dev.dalleserver.pictures.PaintingNotes;
import java.util.List;

/**
 * A finished picture of a batch; its file lies in the folder of the batch.
 *
 * @param timeTakenMillis milliseconds from the request to the provider until it was stored
 * @param ignored names of parameters that the provider ignored
 * @param notes what the provider says about it
 */
public record BatchImage(
    int width,
    int height,
    long seed,
    long timeTakenMillis,
    List<String> ignored,
    PaintingNotes notes) {
  public BatchImage {
    ignored = List.copyOf(ignored);
  }

  /** Creates a picture about which the provider says nothing. */
  public BatchImage(int width, int height, long seed, long timeTakenMillis, List<String> ignored) {
    this(width, height, seed, timeTakenMillis, ignored, PaintingNotes.NONE);
  }
}
