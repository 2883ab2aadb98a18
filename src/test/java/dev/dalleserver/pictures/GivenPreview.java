package dev.dalleserver.pictures;

import dev.dalleserver.pictures.PictureEncoder.Encoding;
import java.util.Optional;

/** A preview that is these bytes in every encoding. */
public record GivenPreview(byte[] bytes) implements Preview {
  @Override
  public Optional<byte[]> encode(Encoding encoding, Optional<ImageSize> exact) {
    return Optional.of(bytes);
  }

  @Override
  public Optional<byte[]> thumbnail() {
    return Optional.of(bytes);
  }
}
