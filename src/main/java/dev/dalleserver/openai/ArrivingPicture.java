package dev.dalleserver.openai;

import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import java.io.FilterOutputStream;
import java.io.IOException;

/** A picture that is found in an answer while it arrives; not larger than {@link PictureLimit}. */
final class ArrivingPicture extends FilterOutputStream {
  private final Incoming incoming;

  ArrivingPicture(Incoming incoming) {
    super(new PictureLimit(incoming));
    this.incoming = incoming;
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    out.write(source, offset, length);
  }

  /** Marks the picture as received whole. */
  Received complete() throws NotKeptException {
    return incoming.complete();
  }

  /** Discards it, unless it is complete. */
  @Override
  public void close() throws NotKeptException {
    incoming.close();
  }
}
