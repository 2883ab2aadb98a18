package dev.dalleserver.webhooks;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.progress.ProgressSnapshot;

/** Reads how a job has ended, as the process wrote it that ended it. */
public interface EndReader {
  /** Returns the last snapshot of a run. */
  ProgressSnapshot run(String key, String payload, String state);

  /** Returns a batch that has ended. */
  Batch batch(String key, String payload, String state);
}
