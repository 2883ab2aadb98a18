package dev.dalleserver.web;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.PictureOutcome;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.ErrorMapping;
import dev.dalleserver.webhooks.CallbackRegistry;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The reader of the parameter {@code callback}, which registers its URL for the end of a run or a
 * batch.
 */
final class Callbacks {
  private static final int MAX_URL_LENGTH = 2000;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final CallbackRegistry registry;

  Callbacks(CallbackRegistry registry) {
    this.registry = registry;
  }

  /**
   * Reads the URL to call.
   *
   * @throws ApiError when this server makes no callbacks, or none to that URL; nothing has begun
   *     yet
   */
  Optional<URI> read(Optional<String> parameter) {
    if (parameter.isEmpty()) {
      return Optional.empty();
    }
    if (!registry.isEnabled()) {
      throw new ApiError(
          ErrorCode.FORBIDDEN,
          "this server makes no callbacks",
          "its operator has not switched webhooks on");
    }
    String text = parameter.get();
    try {
      URI url = new URI(text);
      Optional<String> problem =
          text.length() > MAX_URL_LENGTH
              ? Optional.of("it is too long")
              : registry.findProblem(url);
      if (problem.isEmpty()) {
        return Optional.of(url);
      }
      throw refused(text, problem.get());
    } catch (URISyntaxException e) {
      throw refused(text, "it is no URL");
    }
  }

  /**
   * Asks for a picture and registers {@code receiver} for its end, unless the picture exists
   * already.
   */
  PictureOutcome.Accepted generate(
      PictureKey key, Optional<URI> receiver, Supplier<PictureOutcome.Accepted> generate) {
    if (receiver.isEmpty()) {
      return generate.get();
    }
    // Registers before the run begins: it may end before this thread goes on.
    if (!registry.add(key, receiver.get())) {
      throw tooMany();
    }
    boolean begun = false;
    try {
      PictureOutcome.Accepted seen = generate.get();
      begun = !seen.snapshot().done();
      return seen;
    } finally {
      if (!begun) {
        registry.remove(key, receiver.get());
      }
    }
  }

  /** Registers {@code receiver} for the end of a batch. */
  void register(Batch batch, Optional<URI> receiver) {
    if (receiver.isPresent() && !registry.add(batch, receiver.get())) {
      throw tooMany();
    }
  }

  private static ApiError tooMany() {
    return new ApiError(
            ErrorCode.SERVER_BUSY,
            "too many callbacks wait for this end already",
            "try again later")
        .retryAfter(RETRY_AFTER);
  }

  private static ApiError refused(String received, String why) {
    return new ApiError(
        ErrorCode.INVALID_REQUEST,
        "the callback is not called: " + why,
        "received '"
            + ErrorMapping.echo(received)
            + "'; expected an https URL of a public host, or exactly the URL in --webhook-url");
  }
}
