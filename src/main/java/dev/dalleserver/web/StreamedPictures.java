package dev.dalleserver.web;

import dev.dalleserver.batches.BatchService;
import dev.dalleserver.batches.Generation;
import io.javalin.http.Context;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends JSON with the pictures of a generation in it, which go from the disk through a small buffer
 * into the answer. All files are opened first: what is dropped meanwhile is still sent whole.
 */
final class StreamedPictures {
  private static final Logger LOG = LoggerFactory.getLogger(StreamedPictures.class);

  private final BatchService batches;

  StreamedPictures(BatchService batches) {
    this.batches = batches;
  }

  /** Writes the whole JSON, each time alike but for the pictures. */
  interface Body {
    void write(OutputStream out, GenerationJson.Pictures pictures) throws IOException;
  }

  /**
   * @param generation a complete one
   * @throws ApiError 404 when its files are gone
   */
  void send(Context ctx, Generation generation, Body body) {
    List<FileChannel> files = new ArrayList<>();
    try {
      for (int n = 0; n < generation.state().images().size(); n++) {
        files.add(batches.openPicture(generation, n).orElseThrow());
      }
      stream(ctx, body, files);
    } catch (NoSuchFileException e) {
      throw GenerationsHandler.unknown();
    } catch (EofException e) {
      // The caller has gone, and there is nobody to tell.
      LOG.debug("request_id={} event=caller_gone", RequestId.of(ctx));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      files.forEach(StreamedPictures::close);
    }
  }

  private static void stream(Context ctx, Body body, List<FileChannel> files) throws IOException {
    ctx.status(200);
    ctx.contentType(Json.CONTENT_TYPE);
    ctx.header("Cache-Control", "no-store");
    // Said beforehand, so that an answer that breaks off cannot be taken for a whole one.
    ctx.res().setContentLengthLong(length(body, files));
    if (ctx.req().getMethod().equals("HEAD")) {
      return;
    }
    body.write(
        ctx.res().getOutputStream(),
        (json, n) -> {
          FileChannel file = files.get(n);
          InputStream in = new BufferedInputStream(Channels.newInputStream(file));
          GenerationJson.writePicture(json, in, file.size());
        });
  }

  /** The length with empty pictures, and what they take in base64: four bytes for three. */
  private static long length(Body body, List<FileChannel> files) throws IOException {
    CountingStream count = new CountingStream();
    body.write(count, (json, n) -> json.writeString(""));
    long length = count.length;
    for (FileChannel file : files) {
      length += (file.size() + 2) / 3 * 4;
    }
    return length;
  }

  /** Only knows how much was written. */
  private static final class CountingStream extends OutputStream {
    private long length;

    @Override
    public void write(int b) {
      length++;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      length += count;
    }
  }

  private static void close(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      // Only read from: there is nothing to lose.
      throw new UncheckedIOException(e);
    }
  }
}
