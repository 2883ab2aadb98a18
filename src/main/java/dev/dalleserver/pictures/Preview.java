package dev.dalleserver.pictures;

import java.util.Optional;

/**
 * A picture of work under way, of whichever provider. It is decoded and encoded only when a
 * listener asks for that, by the calling thread. It is never stored, and a fault of it fails no
 * picture: what cannot be decoded, or finds no memory, is empty.
 */
public interface Preview {
  /**
   * Encodes it.
   *
   * @param exact the size to give it, as {@link PictureCodec#reencode} does; empty keeps its own
   */
  Optional<byte[]> encode(PictureEncoder.Encoding encoding, Optional<ImageSize> exact);

  /** Makes a small JPEG of it, as those of stored pictures are. */
  Optional<byte[]> thumbnail();
}
