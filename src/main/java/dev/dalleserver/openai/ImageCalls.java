package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.generation.Cancellation;
import dev.dalleserver.generation.CancelledException;
import java.nio.charset.StandardCharsets;

/** The two calls that bring a picture, each behind the policy that suits it. */
final class ImageCalls {
  private final OpenAiClient client;
  private final ResiliencePolicy api;
  private final ImageAnswerReader answers;
  private final ImageDownload download;
  private final ResiliencePolicy downloads;

  /**
   * @param downloads the policy for fetching what is already paid for
   */
  ImageCalls(
      OpenAiClient client,
      ResiliencePolicy api,
      ImageAnswerReader answers,
      ImageDownload download,
      ResiliencePolicy downloads) {
    this.client = client;
    this.api = api;
    this.answers = answers;
    this.download = download;
    this.downloads = downloads;
  }

  ImageAnswer generate(ObjectNode body, Cancellation cancellation)
      throws OpenAiFailure, CancelledException {
    byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
    return api.call(
        Operation.IMAGE,
        cancellation,
        () ->
            client.post(
                Operation.IMAGE,
                "/images/generations",
                json,
                (stream, requestId) -> answers.read(stream, requestId, cancellation),
                cancellation));
  }

  byte[] download(String url, Cancellation cancellation) throws OpenAiFailure, CancelledException {
    return downloads.call(
        Operation.DOWNLOAD, cancellation, () -> download.fetch(url, cancellation));
  }
}
