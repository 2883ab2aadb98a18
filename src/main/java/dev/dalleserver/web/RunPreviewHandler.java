package dev.dalleserver.web;

import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestContext;
import io.javalin.http.Context;
import java.util.List;

/**
 * Handler of {@code /dalle/{series}/{address}/preview}: the picture as it is while it is painted.
 * There is none before the provider shows one, and none after the end of the run.
 */
record RunPreviewHandler(ProgressManager progress) {
  void get(Context ctx) {
    RequestContext.of(ctx).markQuiet();
    List<String> segments = Parameters.segments(ctx);
    PictureKey key = PictureKey.parse(segments.get(1), segments.get(2));
    byte[] preview =
        progress
            .findPreview(key)
            .orElseThrow(
                () ->
                    new ApiError(
                        ErrorCode.NOT_FOUND,
                        "there is no preview of this picture",
                        "previewUrl of its progress says when there is one"));
    ctx.status(200);
    ctx.contentType("image/jpeg");
    ctx.header("Cache-Control", "no-store");
    BodySender.of(ctx).send(ctx, preview);
  }
}
