package dev.dalleserver.web;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchService;
import dev.dalleserver.web.files.FilePermits;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.server.Limits;
import dev.dalleserver.wire.BatchJson;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;

/**
 * Sends JSON that contains the pictures of a batch, which are read from disk through a small buffer
 * into the answer. All files are opened first, so a batch that is removed meanwhile is still sent
 * whole.
 */
final class StreamedPictures {
  private final BatchService batches;
  private final FilePermits permits = new FilePermits(Limits.MOST_STREAMED_FILES);

  StreamedPictures(BatchService batches) {
    this.batches = batches;
  }

  /** Writes the whole JSON. */
  interface BodyWriter {
    void write(OutputStream out, BatchJson.Pictures pictures) throws IOException;
  }

  /**
   * Sends a batch with its pictures.
   *
   * @param batch a complete batch
   * @throws ApiError 404 when its files have been removed; 503 when too many answers are being sent
   */
  void send(Context ctx, Batch batch, BodyWriter body) {
    BodySender sender = BodySender.of(ctx);
    PicturesSource source = new PicturesSource(permits, sender.reserve(PicturesSource.HELD_BYTES));
    try {
      int pictures = batch.state().images().size();
      source.open(pictures, n -> batches.openPicture(batch, n).orElseThrow());
      source.frame(body);
    } catch (NoSuchFileException e) {
      source.release();
      throw BatchesHandler.unknownBatch();
    } catch (IOException e) {
      source.release();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      source.release();
      throw e;
    }
    Json.setHeaders(ctx, 200);
    sender.stream(ctx, source, source.length());
  }
}
