package dev.dalleserver.dress;

import dev.dalleserver.picture.PublicUrl;

/**
 * What is known of the files of a picture and of how they were made.
 *
 * @param fileName the stem of the names of the picture's files, the address
 * @param generatedPath the picture as the provider sent it, relative to the data directory; empty
 *     while it does not exist
 * @param ipfsHash the content identifier of the annotated file in IPFS, as a CIDv1; empty while it
 *     does not exist, and for pictures of servers that did not compute it
 */
public record PictureFacts(
    String fileName,
    String generatedPath,
    Origin origin,
    AnnotatedFile annotated,
    String ipfsHash) {

  /**
   * Facts from the provider.
   *
   * @param provider the provider of the picture, or empty
   * @param model the model of the provider, or empty
   * @param providerRequestId the provider's id of the call, or empty
   * @param imageUrl the URL of the picture at the provider, without user and query whatever is
   *     given, since these are secrets; or empty
   * @param mode how the picture was received: {@code b64_json}, {@code url}, {@code offline}
   * @param createdAt Unix seconds of when the provider generated the picture, 0 while it does not
   *     exist
   */
  public record Origin(
      String provider,
      String model,
      String providerRequestId,
      String imageUrl,
      String mode,
      long createdAt) {
    static final Origin NONE = new Origin("", "", "", "", "", 0);

    public Origin {
      imageUrl = PublicUrl.of(imageUrl);
    }
  }

  /**
   * Facts about the annotated file.
   *
   * @param path the picture with its caption, relative to the data directory
   * @param size in bytes, 0 while it does not exist
   * @param modifiedAt Unix seconds of its last change, 0 while it does not exist
   * @param width in pixels, 0 while it does not exist
   * @param height in pixels, 0 while it does not exist
   * @param color its dominant colour as {@code #rrggbb}, or empty
   */
  public record AnnotatedFile(
      String path, long size, long modifiedAt, int width, int height, String color) {
    static final AnnotatedFile NONE = new AnnotatedFile("", 0, 0, 0, 0, "");
  }

  /** Returns the facts of a picture that does not exist yet. */
  static PictureFacts none(String fileName) {
    return new PictureFacts(fileName, "", Origin.NONE, AnnotatedFile.NONE, "");
  }

  PictureFacts withGenerated(String path, Origin from) {
    return new PictureFacts(fileName, path, from, annotated, ipfsHash);
  }

  PictureFacts withAnnotated(AnnotatedFile file, String hash) {
    return new PictureFacts(fileName, generatedPath, origin, file, hash);
  }
}
