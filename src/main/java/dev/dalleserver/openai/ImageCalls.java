package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import dev.dalleserver.resilience.CallFailure;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ResiliencePolicy;
import java.nio.charset.StandardCharsets;

/**
 * The two calls that get a picture, each under its own policy. The picture is on disk when they
 * return.
 */
final class ImageCalls {
  private final OpenAiClient client;
  private final ResiliencePolicy api;
  private final ImageAnswerReader answers;
  private final ImageDownload download;
  private final ResiliencePolicy downloads;
  private final ReceivedPictures pictures;

  /**
   * @param downloads the policy for fetching pictures that are already paid for
   * @param pictures keeps pictures as they arrive
   */
  ImageCalls(
      OpenAiClient client,
      ResiliencePolicy api,
      ImageAnswerReader answers,
      ImageDownload download,
      ResiliencePolicy downloads,
      ReceivedPictures pictures) {
    this.client = client;
    this.api = api;
    this.answers = answers;
    this.download = download;
    this.downloads = downloads;
    this.pictures = pictures;
  }

  ImageAnswer generate(ObjectNode body, ReceivedName name, Cancellation cancellation)
      throws CallFailure, CancelledException {
    byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
    return api.call(
        Operation.IMAGE,
        cancellation,
        () ->
            client.post(
                Operation.IMAGE,
                "/images/generations",
                json,
                (stream, requestId) -> {
                  AnswerNotes noted = new AnswerNotes(stream);
                  try (Incoming incoming = pictures.begin(name)) {
                    ImageAnswer answer = answers.read(noted, requestId, incoming);
                    return answer.withNotes(noted.finish());
                  }
                },
                cancellation));
  }

  Received download(String url, ReceivedName name, Cancellation cancellation)
      throws CallFailure, CancelledException {
    return downloads.call(
        Operation.DOWNLOAD,
        cancellation,
        () -> download.fetch(url, () -> pictures.begin(name), cancellation));
  }
}
