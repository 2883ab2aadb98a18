package dev.dalleserver.web;

import dev.dalleserver.batches.BatchState;
import dev.dalleserver.batches.Generation;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.wire.GenerationJson;
import io.javalin.http.Context;
import java.util.Optional;

/** The answer with a batch, and with its images if the client wants them. */
final class GenerationOutcome {
  private final StreamedPictures streamed;

  GenerationOutcome(StreamedPictures streamed) {
    this.streamed = streamed;
  }

  /**
   * @param withImages whether the client wants the images themselves
   */
  void send(Context ctx, Generation generation, boolean withImages) {
    BatchState state = generation.state();
    Optional<String> id = Optional.of(RequestId.of(ctx));
    if (withImages && state instanceof BatchState.Complete) {
      streamed.send(
          ctx,
          generation,
          (out, pictures) ->
              GenerationJson.write(out, generation, state, Optional.of(pictures), id));
    } else {
      Json.send(ctx, 200, GenerationJson.render(generation, state, id));
    }
  }
}
