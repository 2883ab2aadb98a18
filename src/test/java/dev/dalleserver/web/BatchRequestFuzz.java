package dev.dalleserver.web;

import dev.dalleserver.batches.InvalidBatchException;
import dev.dalleserver.web.http.ApiError;

/** The body of {@code POST /v1/images/generations}. */
public final class BatchRequestFuzz {
  private BatchRequestFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] body) {
    try {
      if (BatchRequestReader.read("application/json", body).prompt().isBlank()) {
        throw new AssertionError("accepted without a prompt");
      }
    } catch (ApiError e) {
      if (e.status() != 400) {
        throw new AssertionError("refused with " + e.status(), e);
      }
    } catch (InvalidBatchException refused) {
      // As it should be.
    }
  }
}
