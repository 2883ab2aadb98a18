package dev.dalleserver.web.collections;

import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.CollectionProgress;
import dev.dalleserver.exports.ExportSources;
import dev.dalleserver.exports.ZipPieces;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.BodySource;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.Parameters;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** {@code /collections/{id}/export.zip}. */
final class ExportHandler {
  /** Each reads from the disk and makes avatars on the threads that send answers. */
  private static final int AT_ONCE = 2;

  private static final Pattern BASE = Pattern.compile("[\\x21-\\x7e]{0,500}");
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final ExportSources sources;
  private final Semaphore permits = new Semaphore(AT_ONCE);

  ExportHandler(ExportSources sources) {
    this.sources = sources;
  }

  void send(Context ctx, AddressCollection collection) {
    String base = Parameters.text(ctx, "base").orElse("");
    if (!BASE.matcher(base).matches()) {
      throw Parameters.invalid("base", base, "at most 500 visible characters of ASCII");
    }
    CollectionProgress progress = collection.progress();
    if (progress.made() + progress.present() == 0) {
      throw new ApiError(
          ErrorCode.CONFLICT, "no picture of this collection is there yet", "try again later");
    }
    boolean head = ctx.req().getMethod().equals("HEAD");
    BodySender sender = BodySender.of(ctx);
    MemoryBudget.Reservation reserved =
        head ? sender.reserve(0) : sender.reserve(ZipPieces.memoryFor(collection));
    if (!permits.tryAcquire()) {
      reserved.close();
      throw new ApiError(
              ErrorCode.SERVER_BUSY,
              "other collections are being exported",
              AT_ONCE + " at once is the most")
          .retryAfter(RETRY_AFTER);
    }
    ctx.contentType("application/zip");
    ctx.header("Cache-Control", "no-store");
    ctx.header(
        "Content-Disposition", "attachment; filename=\"" + collection.facts().id() + ".zip\"");
    ZipSource source =
        new ZipSource(
            new ZipPieces(collection, sources, base),
            () -> {
              reserved.close();
              permits.release();
            });
    if (head) {
      // All of it would have to be made to know its length.
      source.release();
    } else {
      sender.stream(ctx, source);
    }
  }

  /** The file as the body of an answer. */
  private record ZipSource(ZipPieces pieces, Runnable after) implements BodySource {
    @Override
    public boolean hasMore() {
      return pieces.hasMore();
    }

    @Override
    public ByteBuffer next() throws IOException {
      return pieces.next();
    }

    @Override
    public void release() {
      try {
        pieces.close();
      } finally {
        after.run();
      }
    }
  }
}
