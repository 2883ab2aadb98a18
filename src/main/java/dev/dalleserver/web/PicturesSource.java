package dev.dalleserver.web;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.web.files.FilePermits;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.BodySource;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A JSON body that contains pictures as base64, made while it is sent: the JSON around the pictures
 * (the frame) is rendered first, without them; each picture is read and encoded piece by piece when
 * the sender reaches it.
 */
final class PicturesSource implements BodySource {
  /** A multiple of three, so that only the last piece of a file is encoded with padding. */
  private static final int READ_BYTES = 12 * 1024;

  private static final int ENCODED_BYTES = READ_BYTES / 3 * 4;
  private static final int PIECE_BYTES = 2 * ENCODED_BYTES;

  /** Size of the buffers and 4 KiB for the frame, which is shorter than that. */
  static final int HELD_BYTES = READ_BYTES + ENCODED_BYTES + PIECE_BYTES + 4 * 1024;

  private final FilePermits permits;
  private final MemoryBudget.Reservation reserved;
  private final List<ArtifactContent> files = new ArrayList<>();
  private final List<Long> sizes = new ArrayList<>();

  /** Offsets in the frame at which the pictures are inserted, in order; then the frame's end. */
  private final List<Integer> pictureOffsets = new ArrayList<>();

  private final byte[] readBuffer = new byte[READ_BYTES];
  private final byte[] encodedBuffer = new byte[ENCODED_BYTES];
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
  private int acquiredPermits;
  private byte[] frame = {};
  private int framePosition;

  /** Index of the picture that is being sent or comes next. */
  private int pictureIndex;

  private long filePosition;

  /**
   * @param reserved a reservation of {@link #HELD_BYTES}; closed by {@link #release}
   */
  PicturesSource(FilePermits permits, MemoryBudget.Reservation reserved) {
    this.permits = permits;
    this.reserved = reserved;
  }

  /** Opens the n-th picture, n from 0. */
  interface FileOpener {
    ArtifactContent open(int n) throws IOException;
  }

  /**
   * Opens all files.
   *
   * @param opener opens the n-th picture
   * @throws ApiError 503 when too many files are open for answers
   * @throws IOException when a file does not exist or cannot be read
   */
  void open(int pictures, FileOpener opener) throws IOException {
    permits.acquire(pictures);
    acquiredPermits = pictures;
    for (int n = 0; n < pictures; n++) {
      ArtifactContent file = opener.open(n);
      files.add(file);
      sizes.add(file.size());
    }
  }

  /** Renders the frame. */
  void frame(StreamedPictures.BodyWriter body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    body.write(
        out,
        (json, n) -> {
          json.writeString("");
          json.flush();
          pictureOffsets.add(out.size() - 1);
        });
    frame = out.toByteArray();
    pictureOffsets.add(frame.length);
  }

  /** Returns the length of the whole body in bytes; base64 turns three bytes into four. */
  long length() {
    return frame.length + sizes.stream().mapToLong(size -> (size + 2) / 3 * 4).sum();
  }

  @Override
  public boolean hasMore() {
    return framePosition < frame.length;
  }

  @Override
  public ByteBuffer next() throws IOException {
    piece.clear();
    while (hasMore() && piece.hasRemaining()) {
      if (framePosition < pictureOffsets.get(pictureIndex)) {
        int length = Math.min(pictureOffsets.get(pictureIndex) - framePosition, piece.remaining());
        piece.put(frame, framePosition, length);
        framePosition += length;
      } else if (piece.remaining() < ENCODED_BYTES) {
        break;
      } else {
        encodePiece();
      }
    }
    return piece.flip();
  }

  private void encodePiece() throws IOException {
    int length = (int) Math.min(READ_BYTES, sizes.get(pictureIndex) - filePosition);
    ByteBuffer bytes = ByteBuffer.wrap(readBuffer, 0, length);
    while (bytes.hasRemaining()) {
      if (files.get(pictureIndex).read(bytes, filePosition + bytes.position()) < 0) {
        throw new EOFException("a picture file became shorter while it was sent");
      }
    }
    filePosition += length;
    byte[] bytesRead = length == READ_BYTES ? readBuffer : Arrays.copyOf(readBuffer, length);
    piece.put(encodedBuffer, 0, Base64.getEncoder().encode(bytesRead, encodedBuffer));
    if (filePosition == sizes.get(pictureIndex)) {
      pictureIndex++;
      filePosition = 0;
    }
  }

  @Override
  public void release() {
    try {
      files.forEach(PicturesSource::close);
    } finally {
      permits.release(acquiredPermits);
      reserved.close();
    }
  }

  private static void close(ArtifactContent file) {
    try {
      file.close();
    } catch (IOException e) {
      // The file was only read, so no data is lost.
    }
  }
}
