package dev.dalleserver.gallery;

import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.SeriesName;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The position of a picture in the order of all, newest first. It identifies a place and not a
 * picture, so it stays valid as a cursor when pictures come and go.
 *
 * @param modifiedNanos when the annotated file was last written, in Unix nanoseconds
 */
public record ImagePosition(long modifiedNanos, String series, String address)
    implements Comparable<ImagePosition> {
  private static final Comparator<ImagePosition> NEWEST_FIRST =
      Comparator.comparingLong(ImagePosition::modifiedNanos)
          .reversed()
          .thenComparing(ImagePosition::series)
          .thenComparing(ImagePosition::address);
  private static final int MAX_CURSOR_LENGTH = 256;

  @Override
  public int compareTo(ImagePosition other) {
    return NEWEST_FIRST.compare(this, other);
  }

  /** Encodes the position as an opaque text, which the client sends back to get the next page. */
  public String cursor() {
    byte[] plain = (modifiedNanos + "/" + series + "/" + address).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
  }

  /** Parses a text that {@link #cursor} returned; empty for any other text. */
  public static Optional<ImagePosition> parse(String cursor) {
    if (cursor.length() > MAX_CURSOR_LENGTH) {
      return Optional.empty();
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      List<String> parts = List.of(plain.split("/", -1));
      if (parts.size() != 3
          || !SeriesName.isValid(parts.get(1))
          || Address.parseStored(parts.get(2)).isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new ImagePosition(Long.parseLong(parts.get(0)), parts.get(1), parts.get(2)));
    } catch (IllegalArgumentException e) {
      // Not Base64, or not a number.
      return Optional.empty();
    }
  }
}
