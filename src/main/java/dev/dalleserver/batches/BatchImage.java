package dev.dalleserver.batches;

import dev.dalleserver.pictures.PaintingNotes;
import java.util.List;

/**
 * A finished picture of a batch; its file lies in the folder of the batch.
 *
 * @param number of the picture in its batch, counted from 0
 * @param timeTakenMillis milliseconds from the request to the provider until it was stored
 * @param ignored names of parameters that the provider ignored
 * @param notes what the provider says about it
 */
public record BatchImage(
    int number,
    int width,
    int height,
    long seed,
    long timeTakenMillis,
    List<String> ignored,
    PaintingNotes notes) {
  public BatchImage {
    ignored = List.copyOf(ignored);
  }

  /** Creates the first picture of a batch, about which the provider says nothing. */
  public BatchImage(int width, int height, long seed, long timeTakenMillis, List<String> ignored) {
    this(0, width, height, seed, timeTakenMillis, ignored, PaintingNotes.NONE);
  }
}
