package dev.dalleserver.web;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchImage;
import dev.dalleserver.batches.BatchService;
import dev.dalleserver.web.files.FilePermits;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.BodySource;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.server.Limits;
import dev.dalleserver.wire.BatchJson;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

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
   * @param count how many of its finished pictures
   * @throws ApiError 404 when its files have been removed; 503 when too many answers are being sent
   */
  void send(Context ctx, Batch batch, int count, BodyWriter body) {
    BodySender sender = BodySender.of(ctx);
    PicturesSource source = open(sender, batch, 0, count, body);
    Json.setHeaders(ctx, 200);
    sender.stream(ctx, source, source.length());
  }

  /**
   * Opens a body with one picture of a batch.
   *
   * @param n counts the finished pictures of the batch from 0
   * @param body writes the picture as the one with the number 0
   * @throws ApiError 404 when its file has been removed; 503 when too many answers are being sent
   */
  BodySource open(BodySender sender, Batch batch, int n, BodyWriter body) {
    return open(sender, batch, n, 1, body);
  }

  private PicturesSource open(
      BodySender sender, Batch batch, int first, int count, BodyWriter body) {
    int held = PicturesSource.HELD_BYTES + textBytes(batch.state().images());
    PicturesSource source = new PicturesSource(permits, sender.reserve(held));
    try {
      source.open(count, n -> batches.openPicture(batch, first + n).orElseThrow());
      source.frame(body);
      return source;
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
  }

  /** Returns a bound on the bytes of the texts that providers tell; other members are short. */
  private static int textBytes(List<BatchImage> images) {
    return images.stream().mapToInt(image -> 6 * image.notes().revisedPrompt().length()).sum();
  }
}
