package dev.dalleserver.painting.image;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.picture.FileKind;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import dev.dalleserver.pictures.PictureCondition;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;

/**
 * The examination of stored pictures. A PNG is read once from end to end with a few kilobytes of
 * memory; only what fails there, or is no PNG, is decoded, since a picture that decodes may have
 * been paid for and must not be called broken. Thread-safe.
 */
public final class PictureExamination {
  private final BoundedDecoder decoder;

  /** More at once would finish no sooner. */
  private final Semaphore permits = new Semaphore(Runtime.getRuntime().availableProcessors());

  public PictureExamination(BoundedDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * Examines a PNG or JPEG.
   *
   * @throws IOException when it cannot be read
   */
  public PictureCondition examine(EncodedPicture picture) throws IOException {
    permits.acquireUninterruptibly();
    try {
      return isWholePng(picture) ? PictureCondition.WHOLE : decode(picture);
    } finally {
      permits.release();
    }
  }

  private static boolean isWholePng(EncodedPicture picture) throws IOException {
    try (InputStream in = picture.open()) {
      return PngScan.isWhole(in);
    }
  }

  private PictureCondition decode(EncodedPicture picture) throws IOException {
    try {
      decoder.decode(picture, PictureCodec.MAX_PIXELS, Cancellation.none()).close();
      return isPng(picture) ? PictureCondition.DAMAGED : PictureCondition.WHOLE;
    } catch (UnreadablePictureException e) {
      return PictureCondition.BROKEN;
    } catch (CancelledException e) {
      throw new IOException("the examination of a picture was interrupted", e);
    }
  }

  private static boolean isPng(EncodedPicture picture) throws IOException {
    try (InputStream in = picture.open()) {
      return FileKind.of(in.readNBytes(FileKind.HEAD)) == FileKind.PNG;
    }
  }
}
