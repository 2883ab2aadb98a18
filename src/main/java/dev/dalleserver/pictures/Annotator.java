package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.JobException;
import java.io.IOException;
import java.time.Instant;

/** The port that sets captions under pictures, and makes thumbnails for overviews. */
public interface Annotator {
  /**
   * Returns the picture with its caption and its provenance.
   *
   * @param png the picture as the provider sent it
   * @param createdAt the time that the provenance names
   * @throws JobException when {@code png} cannot be decoded
   */
  AnnotatedImage annotate(byte[] png, DalleDress dress, Instant createdAt) throws JobException;

  /** Returns a plain card with the caption's words, for runs that make no picture. */
  AnnotatedImage renderCard(DalleDress dress, Instant createdAt) throws JobException;

  /**
   * Returns a thumbnail like the one in {@link AnnotatedImage}, for a picture that has none.
   *
   * @param png an annotated picture of any origin; read when there is memory for it
   * @throws JobException when {@code png} cannot be decoded
   */
  byte[] renderThumbnail(EncodedPicture png) throws JobException;

  /**
   * Examines a stored picture of any origin, so that one which was emptied, cut or overwritten is
   * not taken for a finished one.
   *
   * @throws IOException when it cannot be read
   */
  default PictureCondition examine(EncodedPicture picture) throws IOException {
    return picture.size() == 0 ? PictureCondition.BROKEN : PictureCondition.WHOLE;
  }
}
