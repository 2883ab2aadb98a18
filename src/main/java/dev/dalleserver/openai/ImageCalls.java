package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.openai.finder.PartialPictureListener;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.PaintingNotes;
import dev.dalleserver.pricing.UsageListener;
import dev.dalleserver.resilience.CallFailure;
import dev.dalleserver.resilience.CallObserver;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ResiliencePolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The two calls that get a picture, each under its own policy. The picture is on disk when they
 * return.
 */
final class ImageCalls {
  private final OpenAiClient client;
  private final ResiliencePolicy policy;
  private final ImageAnswerReader answers;
  private final PaidDownload downloads;

  ImageCalls(
      OpenAiClient client,
      ResiliencePolicy policy,
      ImageAnswerReader answers,
      PaidDownload downloads) {
    this.client = client;
    this.policy = policy;
    this.answers = answers;
    this.downloads = downloads;
  }

  /**
   * @param observer learns that the call waits, and permits a second payment
   * @param usage learns the tokens of every answer, also of one without a picture
   * @param partials creates the receiver of the partial pictures of one answer
   */
  ImageAnswer generate(
      ObjectNode body,
      ReceivedName name,
      CallObserver observer,
      UsageListener usage,
      Supplier<PartialPictureListener> partials,
      Cancellation cancellation)
      throws CallFailure, CancelledException {
    byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
    return policy.call(
        Operation.IMAGE,
        cancellation,
        observer,
        () ->
            client.post(
                Operation.IMAGE,
                "/images/generations",
                json,
                (stream, status, requestId) -> {
                  AnswerNotes noted = new AnswerNotes(stream);
                  try {
                    return finished(
                        answers.read(noted, status, requestId, name, partials.get()), noted, usage);
                  } catch (IOException | OpenAiFailure noPicture) {
                    noted.readSoFar().usage().ifPresent(usage::onUsage);
                    throw noPicture;
                  }
                },
                cancellation));
  }

  private static ImageAnswer finished(ImageAnswer answer, AnswerNotes noted, UsageListener usage) {
    PaintingNotes notes = noted.finish();
    notes.usage().ifPresent(usage::onUsage);
    return answer.withNotes(notes, noted.reportsFilter());
  }

  /** Returns the downloads of pictures that were sent as URLs. */
  PaidDownload downloads() {
    return downloads;
  }
}
