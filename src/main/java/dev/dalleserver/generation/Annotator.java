package dev.dalleserver.generation;

import dev.dalleserver.dress.DalleDress;
import java.time.Instant;

/** Puts the caption under a picture, and makes small ones for overviews. */
public interface Annotator {
  /**
   * The picture with its caption and its provenance.
   *
   * @param png the picture as the provider sent it
   * @param createdAt the time that the provenance names
   * @throws GenerationException when {@code png} cannot be decoded
   */
  AnnotatedImage annotate(byte[] png, DalleDress dress, Instant createdAt)
      throws GenerationException;

  /** A plain card with the caption's words, for runs that make no picture. */
  AnnotatedImage card(DalleDress dress, Instant createdAt) throws GenerationException;

  /**
   * A thumbnail like the one that comes with {@link AnnotatedImage}, for a picture that has none.
   *
   * @param png an annotated picture, whoever made it; read when there is memory for it
   * @throws GenerationException when {@code png} cannot be decoded
   */
  byte[] thumbnail(EncodedPicture png) throws GenerationException;
}
