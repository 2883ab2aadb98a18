package dev.dalleserver.batches;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.pictures.PictureEncoder;

/** An encoder for pictures that are none: it leaves every byte as it is. */
final class PlainEncoder implements PictureEncoder {
  static final PictureEncoder INSTANCE = new PlainEncoder();

  @Override
  public byte[] encode(byte[] png, Encoding encoding, Cancellation cancellation) {
    return png;
  }
}
