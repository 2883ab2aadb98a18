package dev.dalleserver.web;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchState;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.wire.BatchJson;
import io.javalin.http.Context;
import java.util.Optional;

/** The answer with a batch, and with its images if the client wants them. */
final class BatchAnswer {
  private final StreamedPictures streamed;

  BatchAnswer(StreamedPictures streamed) {
    this.streamed = streamed;
  }

  /**
   * @param withImages whether the client wants the images themselves
   */
  void send(Context ctx, Batch batch, boolean withImages) {
    BatchState state = batch.state();
    String prefix = RequestContext.of(ctx).prefix();
    Optional<String> id = Optional.of(RequestId.of(ctx));
    if (withImages && state instanceof BatchState.Complete) {
      streamed.send(
          ctx,
          batch,
          state.images().size(),
          (out, pictures) -> BatchJson.write(out, batch, state, prefix, Optional.of(pictures), id));
    } else {
      Json.send(ctx, 200, BatchJson.render(batch, state, prefix, id));
    }
  }
}
