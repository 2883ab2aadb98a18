package dev.dalleserver.openai;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.openai.finder.PartialPictureListener;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.PictureCodec.IncomingPreview;
import dev.dalleserver.pictures.ProgressListener;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Hands the partial pictures of one answer to the listener of its picture, as many as it wants. */
final class StreamedPreviews implements PartialPictureListener {
  private final PictureCodec codec;
  private final ProgressListener listener;
  private final Cancellation cancellation;
  private int left;
  private @Nullable IncomingPreview current;

  StreamedPreviews(PictureCodec codec, ProgressListener listener, Cancellation cancellation) {
    this.codec = codec;
    this.listener = listener;
    this.cancellation = cancellation;
    this.left = listener.wantedPreviews();
  }

  @Override
  public OutputStream begin() {
    if (left == 0) {
      return OutputStream.nullOutputStream();
    }
    IncomingPreview begun = codec.beginPreview(cancellation);
    current = begun;
    return begun;
  }

  @Override
  public void end(boolean whole) {
    IncomingPreview ended = current;
    current = null;
    if (ended == null) {
      return;
    }
    try (ended) {
      if (whole) {
        left--;
        listener.onPreview(ended);
      }
    }
  }
}
