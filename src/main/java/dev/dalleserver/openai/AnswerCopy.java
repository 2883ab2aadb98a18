package dev.dalleserver.openai;

import dev.dalleserver.openai.finder.PartialPictureListener;
import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream that keeps a copy of what is read from it: in memory while it is short, else on disk, so
 * that what is paid for is not lost when no picture is found in it. What becomes a picture
 * meanwhile is left out on disk, where it is already.
 */
final class AnswerCopy extends FilterInputStream {
  /** What is longer is no text for people. */
  static final int MAX_BYTES = 64 << 10;

  /** A source of files for long answers. */
  @FunctionalInterface
  interface Files {
    Incoming begin() throws NotKeptException;
  }

  private final Files files;
  private final Redaction redaction;
  private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
  private boolean complete = true;
  private boolean fileBegun;
  private @Nullable RedactedCopy file;

  /** How many pictures are written from what is read now. */
  private int arriving;

  AnswerCopy(InputStream answer, Files files, Redaction redaction) {
    super(answer);
    this.files = files;
    this.redaction = redaction;
  }

  @Override
  public int read() throws IOException {
    int c = in.read();
    if (c >= 0) {
      keep(new byte[] {(byte) c}, 0, 1);
    }
    return c;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    if (count > 0) {
      keep(target, offset, count);
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Returns true when nothing was read. */
  boolean isEmpty() {
    return complete && copy.size() == 0;
  }

  /** Returns all that was read; empty when it was nothing, or too much for memory. */
  Optional<byte[]> bytes() {
    return complete && copy.size() > 0 ? Optional.of(copy.toByteArray()) : Optional.empty();
  }

  /** Leaves out what is read from now on, since it is written as a picture. */
  void onPictureBegun() {
    arriving++;
  }

  /** Goes on after a picture that is not kept, or partial. */
  void onPictureDropped() {
    arriving--;
  }

  /** Leaves out partial pictures too, which {@code receiver} gets. */
  PartialPictureListener without(PartialPictureListener receiver) {
    return new PartialPictureListener() {
      @Override
      public OutputStream begin() {
        onPictureBegun();
        return receiver.begin();
      }

      @Override
      public void end(boolean whole) {
        onPictureDropped();
        receiver.end(whole);
      }
    };
  }

  /** Ends the copy on disk; empty for a short answer, and when the disk does not take it. */
  Optional<Received> completeFile() {
    if (!complete) {
      beginFile();
    }
    return Optional.ofNullable(file).flatMap(RedactedCopy::complete);
  }

  /** Forgets the copy on disk. */
  void discardFile() {
    Optional.ofNullable(file).ifPresent(RedactedCopy::discard);
  }

  private void keep(byte[] source, int offset, int length) {
    complete &= copy.size() + length <= MAX_BYTES;
    if (complete) {
      copy.write(source, offset, length);
    } else if (arriving == 0) {
      beginFile();
      if (file != null) {
        file.write(source, offset, length);
      }
    }
  }

  /** Moves what is in memory to disk, once. */
  private void beginFile() {
    if (fileBegun) {
      return;
    }
    fileBegun = true;
    byte[] before = copy.toByteArray();
    copy.reset();
    try {
      RedactedCopy begun = new RedactedCopy(files.begin(), redaction);
      begun.write(before, 0, before.length);
      file = begun;
    } catch (NotKeptException full) {
      // The picture itself, should there be one, says so.
      file = null;
    }
  }
}
