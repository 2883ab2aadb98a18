package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Puts the title behind the picture's bytes, or fails when told to. */
public final class FakeAnnotator implements Annotator {
  private volatile Optional<JobException> failure = Optional.empty();
  private volatile Runnable before = () -> {};

  public FakeAnnotator fail(FailureCode code, String message) {
    failure = Optional.of(new JobException(code, message));
    return this;
  }

  public FakeAnnotator recover() {
    failure = Optional.empty();
    return this;
  }

  /** Runs {@code action} before each picture. */
  public FakeAnnotator before(Runnable action) {
    before = action;
    return this;
  }

  @Override
  public AnnotatedImage annotate(byte[] png, DalleDress dress, Instant createdAt)
      throws JobException {
    before.run();
    if (failure.isPresent()) {
      throw failure.get();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(png);
    out.writeBytes((" | " + dress.words().prompts().title()).getBytes(StandardCharsets.UTF_8));
    return new AnnotatedImage(out.toByteArray(), new byte[] {1}, new ImageSize(8, 10), "#336699");
  }

  @Override
  public AnnotatedImage renderCard(DalleDress dress, Instant createdAt) throws JobException {
    return annotate("card".getBytes(StandardCharsets.UTF_8), dress, createdAt);
  }

  @Override
  public byte[] renderThumbnail(EncodedPicture png) {
    return new byte[] {2};
  }
}
