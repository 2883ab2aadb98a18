package dev.dalleserver.openai;

import dev.dalleserver.pictures.PaintingNotes;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import java.util.List;
import java.util.Optional;

/**
 * The answer of an images call: the encoded picture, safe on disk, or its URLs.
 *
 * @param picture empty when there is only a URL
 * @param urls where the provider keeps the picture, the best place first; or none
 * @param requestId the provider's id of the call, or empty
 * @param notes what the provider says beside the picture
 * @param flagged whether the answer says that a filter has found something in the picture
 */
record ImageAnswer(
    Optional<Received> picture,
    List<String> urls,
    String requestId,
    PaintingNotes notes,
    boolean flagged) {
  /** Creates an answer that says nothing else. */
  ImageAnswer(Optional<Received> picture, List<String> urls, String requestId) {
    this(picture, urls, requestId, PaintingNotes.NONE, false);
  }

  /** Creates an answer of an earlier call, of which only the picture is known. */
  static ImageAnswer of(Received picture) {
    return new ImageAnswer(Optional.of(picture), List.of(), "");
  }

  /** Returns where the provider keeps the picture, or empty. */
  String url() {
    return urls.isEmpty() ? "" : urls.get(0);
  }

  ImageAnswer withNotes(PaintingNotes told, boolean isFlagged) {
    return new ImageAnswer(picture, urls, requestId, told, isFlagged);
  }
}
