package dev.dalleserver.web.pictures;

import dev.dalleserver.avatars.Avatars;
import dev.dalleserver.avatars.Placeholder;
import dev.dalleserver.avatars.ScaledForm;
import dev.dalleserver.avatars.ScaledPicture;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.files.MadeContent;
import dev.dalleserver.web.http.AcceptHeader;
import dev.dalleserver.web.http.ContentCoding;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.Prefetch;
import dev.dalleserver.web.http.RequestContext;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpFields;

/**
 * {@code /avatars/{series}/{address}}: a square without a caption. While there is no picture, a
 * drawing of the address stands for it.
 */
final class AvatarsHandler {
  private static final int DEFAULT_SIZE = 256;
  private static final String FORMATS = "png or jpeg";

  private final PictureSources sources;
  private final Avatars avatars;
  private final AvatarStarts starts;
  private final FileAnswer files;

  AvatarsHandler(PictureSources sources, Avatars avatars, AvatarStarts starts, FileAnswer files) {
    this.sources = sources;
    this.avatars = avatars;
    this.starts = starts;
    this.files = files;
  }

  void get(Context ctx) {
    RequestContext.of(ctx).markQuiet();
    PictureKey key = sources.key(ctx);
    int size =
        Parameters.number(ctx, "size", DEFAULT_SIZE, ScaledForm.MIN_SIZE, ScaledForm.MAX_SIZE);
    HttpFields headers = ServletContextRequest.getServletContextRequest(ctx.req()).getHeaders();
    Optional<PictureFormat> asked = Parameters.text(ctx, "format").map(AvatarsHandler::format);
    PictureFormat format = asked.orElseGet(() -> accepted(headers));
    ContentCoding.addVary(ctx, "Accept");
    Optional<CompletableFuture<ScaledPicture>> avatar = find(key, size, format);
    if (avatar.isPresent()) {
      ctx.header("X-Picture", "made");
      ScaledAnswer.send(ctx, files, avatar.get(), format);
      return;
    }
    if (!Prefetch.isPrefetch(headers)) {
      starts.onMissing(key);
    }
    sendPlaceholder(ctx, key, size);
  }

  private Optional<CompletableFuture<ScaledPicture>> find(
      PictureKey key, int size, PictureFormat format) {
    try {
      return avatars.find(key, new ScaledForm(ScaledForm.Shape.SQUARE, size, format));
    } catch (RejectedExecutionException e) {
      throw ScaledAnswer.busy();
    }
  }

  private void sendPlaceholder(Context ctx, PictureKey key, int size) {
    byte[] svg = Placeholder.svg(key.address(), size).getBytes(StandardCharsets.UTF_8);
    ctx.header("X-Picture", "placeholder");
    files.send(ctx, MadeContent.hashed(svg, "image/svg+xml"));
  }

  private static PictureFormat format(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "png" -> PictureFormat.PNG;
      case "jpeg", "jpg" -> PictureFormat.JPEG;
      case "webp" ->
          throw Parameters.invalid("format", name, FORMATS + "; this server does not write WebP");
      default -> throw Parameters.invalid("format", name, FORMATS);
    };
  }

  /** Chooses JPEG, the smaller one, unless the client names PNG and prefers it. */
  private static PictureFormat accepted(HttpFields headers) {
    double png = AcceptHeader.weight(headers, "image/png");
    return png > 0 && png >= AcceptHeader.weight(headers, "image/jpeg")
        ? PictureFormat.PNG
        : PictureFormat.JPEG;
  }
}
