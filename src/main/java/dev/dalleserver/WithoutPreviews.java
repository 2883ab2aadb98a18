package dev.dalleserver;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.ForwardingImageProvider;
import dev.dalleserver.pictures.ForwardingProgressListener;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.Preview;
import dev.dalleserver.pictures.ProgressListener;

/** A provider that is asked for no previews, whatever clients want. */
final class WithoutPreviews extends ForwardingImageProvider {
  WithoutPreviews(ImageProvider provider) {
    super(provider);
  }

  @Override
  public PaintedImage paint(
      PaintRequest request, ProgressListener listener, Cancellation cancellation)
      throws JobException, CancelledException {
    return super.paint(request, new Unwanted(listener), cancellation);
  }

  /** Passes on all but previews, of which it wants none. */
  private static final class Unwanted extends ForwardingProgressListener {
    Unwanted(ProgressListener listener) {
      super(listener);
    }

    @Override
    public int wantedPreviews() {
      return 0;
    }

    @Override
    public void onPreview(Preview preview) {}
  }
}
