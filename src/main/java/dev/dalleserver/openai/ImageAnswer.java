package dev.dalleserver.openai;

import dev.dalleserver.pictures.PaintingNotes;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import java.util.Optional;

/**
 * The answer of an images call: the encoded picture, safe on disk, or its URL.
 *
 * @param picture empty when there is only a URL
 * @param url where the provider keeps the picture, or empty
 * @param requestId the provider's id of the call, or empty
 * @param notes what the provider says beside the picture
 */
record ImageAnswer(Optional<Received> picture, String url, String requestId, PaintingNotes notes) {
  /** Creates an answer that says nothing else. */
  ImageAnswer(Optional<Received> picture, String url, String requestId) {
    this(picture, url, requestId, PaintingNotes.NONE);
  }

  ImageAnswer withNotes(PaintingNotes told) {
    return new ImageAnswer(picture, url, requestId, told);
  }
}
