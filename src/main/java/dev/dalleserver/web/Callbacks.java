package dev.dalleserver.web;

import dev.dalleserver.batches.Generation;
import dev.dalleserver.dress.PictureKey;
import dev.dalleserver.generation.GenerationOutcome;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads {@code callback} and leaves it where the end of a run is told. */
final class Callbacks {
  private static final int LONGEST = 2000;
  private static final Duration COME_BACK = Duration.ofSeconds(2);

  private final CallbackRegistry desk;

  Callbacks(CallbackRegistry desk) {
    this.desk = desk;
  }

  /**
   * The URL to call.
   *
   * @throws ApiError when this server calls nobody, or not that URL; nothing has begun yet
   */
  Optional<URI> read(Optional<String> given) {
    if (given.isEmpty()) {
      return Optional.empty();
    }
    if (!desk.open()) {
      throw new ApiError(
          ErrorCode.FORBIDDEN,
          "this server makes no callbacks",
          "its operator has not switched webhooks on");
    }
    String text = given.get();
    try {
      URI url = new URI(text);
      Optional<String> problem =
          text.length() > LONGEST ? Optional.of("it is too long") : desk.problem(url);
      if (problem.isEmpty()) {
        return Optional.of(url);
      }
      throw refused(text, problem.get());
    } catch (URISyntaxException e) {
      throw refused(text, "it is no URL");
    }
  }

  /** Asks for a picture and has its end told, unless it is there already. */
  GenerationOutcome.Seen generate(
      PictureKey key, Optional<URI> receiver, Supplier<GenerationOutcome.Seen> generate) {
    if (receiver.isEmpty()) {
      return generate.get();
    }
    // Before it begins: it may be over before this thread goes on.
    if (!desk.add(key, receiver.get())) {
      throw tooMany();
    }
    boolean begun = false;
    try {
      GenerationOutcome.Seen seen = generate.get();
      begun = !seen.snapshot().done();
      return seen;
    } finally {
      if (!begun) {
        desk.remove(key, receiver.get());
      }
    }
  }

  /** Has the end of a batch told. */
  void tell(Generation generation, Optional<URI> receiver) {
    if (receiver.isPresent() && !desk.add(generation, receiver.get())) {
      throw tooMany();
    }
  }

  private static ApiError tooMany() {
    return new ApiError(
            ErrorCode.SERVER_BUSY, "too many are told of this end already", "try again later")
        .retryAfter(COME_BACK);
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
