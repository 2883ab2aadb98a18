package dev.dalleserver.web;

import dev.dalleserver.batches.BatchService;
import dev.dalleserver.batches.Generation;
import dev.dalleserver.batches.GenerationState;
import io.javalin.http.Context;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers with a generation and its pictures, which go from the disk through a small buffer into
 * the answer. All files are opened first: what is dropped meanwhile is still sent whole.
 */
final class GenerationAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationAnswer.class);

  private final BatchService batches;

  GenerationAnswer(BatchService batches) {
    this.batches = batches;
  }

  /**
   * @param withImages whether the pictures themselves are wanted
   */
  void send(Context ctx, Generation generation, boolean withImages) {
    GenerationState state = generation.state();
    if (!withImages || !(state instanceof GenerationState.Complete)) {
      Optional<String> id = Optional.of(RequestId.of(ctx));
      Json.send(ctx, 200, GenerationJson.render(generation, state, id));
      return;
    }
    List<FileChannel> files = new ArrayList<>();
    try {
      for (int n = 0; n < state.images().size(); n++) {
        files.add(
            FileChannel.open(
                batches.picture(generation, n).orElseThrow(), StandardOpenOption.READ));
      }
      stream(ctx, generation, state, files);
    } catch (NoSuchFileException e) {
      throw GenerationsHandler.unknown();
    } catch (EofException e) {
      // The caller has gone, and there is nobody to tell.
      LOG.debug("request_id={} event=caller_gone", RequestId.of(ctx));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      files.forEach(GenerationAnswer::close);
    }
  }

  private static void stream(
      Context ctx, Generation generation, GenerationState state, List<FileChannel> files)
      throws IOException {
    Optional<String> id = Optional.of(RequestId.of(ctx));
    ctx.status(200);
    ctx.contentType(Json.CONTENT_TYPE);
    ctx.header("Cache-Control", "no-store");
    // Said beforehand, so that an answer that breaks off cannot be taken for a whole one.
    ctx.res().setContentLengthLong(length(generation, state, files, id));
    if (ctx.req().getMethod().equals("HEAD")) {
      return;
    }
    GenerationJson.write(
        ctx.res().getOutputStream(),
        generation,
        state,
        Optional.of(
            (json, n) -> {
              FileChannel file = files.get(n);
              InputStream in = new BufferedInputStream(Channels.newInputStream(file));
              GenerationJson.writePicture(json, in, file.size());
            }),
        id);
  }

  /** The length with empty pictures, and what they take in base64: four bytes for three. */
  private static long length(
      Generation generation, GenerationState state, List<FileChannel> files, Optional<String> id)
      throws IOException {
    CountingStream count = new CountingStream();
    GenerationJson.write(
        count, generation, state, Optional.of((json, n) -> json.writeString("")), id);
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
