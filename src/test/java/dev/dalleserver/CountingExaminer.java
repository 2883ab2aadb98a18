package dev.dalleserver;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.AnnotatedImage;
import dev.dalleserver.pictures.Annotator;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.FakeAnnotator;
import dev.dalleserver.pictures.FakePainter;
import dev.dalleserver.pictures.PictureCondition;
import dev.dalleserver.pictures.PictureProviders;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often a stored picture is examined. */
final class CountingExaminer implements Annotator {
  private final FakeAnnotator fake = new FakeAnnotator();
  private final AtomicInteger examined = new AtomicInteger();

  int count() {
    return examined.get();
  }

  PictureProviders providers() {
    return new PictureProviders(Optional.empty(), Optional.of(new FakePainter()), this);
  }

  @Override
  public AnnotatedImage annotate(byte[] png, DalleDress dress, Instant createdAt)
      throws JobException {
    return fake.annotate(png, dress, createdAt);
  }

  @Override
  public AnnotatedImage renderCard(DalleDress dress, Instant createdAt) throws JobException {
    return fake.renderCard(dress, createdAt);
  }

  @Override
  public byte[] renderThumbnail(EncodedPicture png) {
    return fake.renderThumbnail(png);
  }

  @Override
  public PictureCondition examine(EncodedPicture picture) {
    examined.incrementAndGet();
    return PictureCondition.WHOLE;
  }
}
