package dev.dalleserver.web;

import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.web.files.FileUrl;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A picture in {@code /images}.
 *
 * @param color the dominant one as {@code #rrggbb}
 * @param thumbnailUrl changes when the picture does, so that clients may cache its answer
 */
record ImageJson(
    String series,
    String address,
    String checksumAddress,
    String title,
    Instant createdAt,
    Instant modifiedAt,
    int width,
    int height,
    long bytes,
    String color,
    String url,
    String fileUrl,
    String thumbnailUrl,
    String metadataUrl,
    boolean hidden) {
  /**
   * @param prefix the path in front of every path in links; empty for none
   */
  static ImageJson of(StoredImage image, String prefix) {
    String path = "/" + image.series() + "/" + image.address();
    return new ImageJson(
        image.series(),
        image.address(),
        new Address(image.address()).checksummed(),
        image.title(),
        image.createdAt().truncatedTo(ChronoUnit.MILLIS),
        image.modifiedAt().truncatedTo(ChronoUnit.MILLIS),
        image.width(),
        image.height(),
        image.bytes(),
        image.color(),
        prefix + "/dalle" + path,
        prefix + FileUrl.of(ArtifactKind.ANNOTATED, image.series(), image.address()),
        prefix + "/thumbnails" + path + "?v=" + image.version(),
        prefix + "/images" + path,
        image.hidden());
  }
}
