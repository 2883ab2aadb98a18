package dev.dalleserver.pictures;

import dev.dalleserver.picture.PublicUrl;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A finished picture, checked and complete.
 *
 * @param png the encoded bytes, a well-formed PNG; not copied, treat as read-only
 * @param size its size in pixels
 * @param seed the seed it was made from
 * @param mode how the server got it: {@code b64_json}, {@code url} or {@code offline}
 * @param url where the provider keeps it, without user and query whatever is given, since these are
 *     secrets; or empty
 * @param providerRequestId the provider's own id for the call, or empty
 * @param createdAt when it was made; a picture that is a pure function of its request bears the
 *     date of the painter instead, so that the same request gives the same bytes
 * @param ignored names of {@link PaintRequest.Tuning} members that had no effect
 * @param source the received bytes that it was decoded from, which can be deleted once it is
 *     stored; empty for one that this process painted
 * @param notes what the provider says about it
 */
public record PaintedImage(
    byte[] png,
    ImageSize size,
    long seed,
    String mode,
    String url,
    String providerRequestId,
    Instant createdAt,
    List<String> ignored,
    Optional<ReceivedPictures.Received> source,
    PaintingNotes notes) {
  public PaintedImage {
    ignored = List.copyOf(ignored);
    url = PublicUrl.of(url);
  }

  /** Creates a picture that this process painted. */
  public PaintedImage(
      byte[] png,
      ImageSize size,
      long seed,
      String mode,
      String url,
      String providerRequestId,
      Instant createdAt,
      List<String> ignored) {
    this(png, size, seed, mode, url, providerRequestId, createdAt, ignored, Optional.empty());
  }

  /** Creates a picture about which the provider says nothing. */
  public PaintedImage(
      byte[] png,
      ImageSize size,
      long seed,
      String mode,
      String url,
      String providerRequestId,
      Instant createdAt,
      List<String> ignored,
      Optional<ReceivedPictures.Received> source) {
    this(
        png,
        size,
        seed,
        mode,
        url,
        providerRequestId,
        createdAt,
        ignored,
        source,
        PaintingNotes.NONE);
  }

  /** Returns the same picture with what the provider says about it. */
  public PaintedImage withNotes(PaintingNotes told) {
    return new PaintedImage(
        png, size, seed, mode, url, providerRequestId, createdAt, ignored, source, told);
  }
}
