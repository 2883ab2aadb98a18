package dev.dalleserver.openai;

import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import java.io.FilterOutputStream;
import java.io.IOException;

/** A picture that is found in an answer while it arrives; not larger than {@link PictureLimit}. */
final class ArrivingPicture extends FilterOutputStream {
  private final Incoming incoming;
  private final Runnable discarded;
  private boolean complete;

  ArrivingPicture(Incoming incoming) {
    this(incoming, () -> {});
  }

  /**
   * @param discarded run at a close before the picture was complete
   */
  ArrivingPicture(Incoming incoming, Runnable discarded) {
    super(new PictureLimit(incoming));
    this.incoming = incoming;
    this.discarded = discarded;
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    out.write(source, offset, length);
  }

  /** Marks the picture as received whole. */
  Received complete() throws NotKeptException {
    Received received = incoming.complete();
    complete = true;
    return received;
  }

  /** Discards it, unless it is complete. */
  @Override
  public void close() throws NotKeptException {
    incoming.close();
    if (!complete) {
      discarded.run();
    }
  }
}
