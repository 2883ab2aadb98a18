package dev.dalleserver.web;

import dev.dalleserver.batches.BatchService;
import dev.dalleserver.batches.Generation;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;

/**
 * Sends JSON with the pictures of a generation in it, which go from the disk through a small buffer
 * into the answer. All files are opened first: what is dropped meanwhile is still sent whole.
 */
final class StreamedPictures {
  /**
   * How many files may be open at once for these answers, of all clients: apart from those of
   * pictures that are asked for one by one, which go on when clients read batches slowly.
   */
  static final int MOST_FILES = 64;

  private final BatchService batches;
  private final FilePermits permits = new FilePermits(MOST_FILES);

  StreamedPictures(BatchService batches) {
    this.batches = batches;
  }

  /** Writes the whole JSON. */
  interface Body {
    void write(OutputStream out, GenerationJson.Pictures pictures) throws IOException;
  }

  /**
   * @param generation a complete one
   * @throws ApiError 404 when its files are gone; 503 when too much is being sent
   */
  void send(Context ctx, Generation generation, Body body) {
    BodySender sender = BodySender.of(ctx);
    PicturesSource source = new PicturesSource(permits, sender.reserve(PicturesSource.HELD_BYTES));
    try {
      int pictures = generation.state().images().size();
      source.open(pictures, n -> batches.openPicture(generation, n).orElseThrow());
      source.frame(body);
    } catch (NoSuchFileException e) {
      source.release();
      throw GenerationsHandler.unknown();
    } catch (IOException e) {
      source.release();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      source.release();
      throw e;
    }
    Json.describe(ctx, 200);
    sender.stream(ctx, source, source.length());
  }
}
