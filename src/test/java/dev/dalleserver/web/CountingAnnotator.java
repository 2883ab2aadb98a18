package dev.dalleserver.web;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.painting.CaptionAnnotator;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.pictures.AnnotatedImage;
import dev.dalleserver.pictures.Annotator;
import dev.dalleserver.pictures.EncodedPicture;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The real annotator; counts the requested thumbnails, and holds them when a test wants it. */
final class CountingAnnotator implements Annotator {
  private final CaptionAnnotator real = new CaptionAnnotator("test", RenderPermits.ofThisMachine());
  private final AtomicInteger thumbnails = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  int thumbnails() {
    return thumbnails.get();
  }

  /** From now on thumbnails are held until the latch that is returned is counted down. */
  CountDownLatch hold() {
    gate = new CountDownLatch(1);
    return gate;
  }

  @Override
  public AnnotatedImage annotate(byte[] png, DalleDress dress, Instant createdAt)
      throws JobException {
    return real.annotate(png, dress, createdAt);
  }

  @Override
  public AnnotatedImage renderCard(DalleDress dress, Instant createdAt) throws JobException {
    return real.renderCard(dress, createdAt);
  }

  @Override
  public byte[] renderThumbnail(EncodedPicture png) throws JobException {
    thumbnails.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return real.renderThumbnail(png);
  }
}
