package dev.dalleserver.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletChannel;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which stored files are handed out: Jetty's own, with conditional requests, ranges
 * and HEAD, and with what it lacks: strong tags and {@code If-Range}.
 */
final class FileAnswer {
  private static final int BUFFER_SIZE = 256 * 1024;

  private final ResourceService service = new ResourceService();
  private final ResourceFactory resources = ResourceFactory.root();

  /** Answers what may change under its address: browsers ask each time whether it has. */
  FileAnswer() {
    this("no-cache");
  }

  /**
   * @param cacheControl what the header of that name says
   */
  FileAnswer(String cacheControl) {
    service.setAcceptRanges(true);
    service.setEtags(true);
    service.setDirAllowed(false);
    service.setCacheControl(cacheControl);
  }

  /** Answers with the file; a file that has just gone is answered as never having been there. */
  void send(Context ctx, Path file) {
    // Looked at before the framework asks: a missing file is an ordinary error of the handler.
    ctx.future(prepare(ctx, file));
  }

  /** The same for a handler that has come to its file by a future of its own. */
  CompletableFuture<Void> sending(Context ctx, Path file) {
    return prepare(ctx, file).get();
  }

  private Supplier<CompletableFuture<Void>> prepare(Context ctx, Path file) {
    ServletChannel channel =
        ServletContextRequest.getServletContextRequest(ctx.req()).getServletChannel();
    Request request = channel.getRequest();
    FileContent content = content(file, request);
    Request understood = withUsableRange(request, content);
    return () -> {
      CompletableFuture<Void> sent = new CompletableFuture<>();
      Callback callback = Callback.from(() -> sent.complete(null), sent::completeExceptionally);
      service.doGet(understood, channel.getResponse(), callback, content);
      return sent;
    };
  }

  private FileContent content(Path file, Request request) {
    ByteBufferPool.Sized buffers =
        new ByteBufferPool.Sized(request.getComponents().getByteBufferPool(), true, BUFFER_SIZE);
    try {
      Resource resource = resources.newResource(file);
      if (resource == null) {
        throw new NoSuchFileException(file.toString());
      }
      return FileContent.of(file, resource, buffers);
    } catch (IOException e) {
      throw new ApiError(ErrorCode.NOT_FOUND, "there is no such file", "it has just been removed");
    }
  }

  /**
   * A range is honoured when there is one, and, with {@code If-Range}, when it was meant for the
   * content that we have; otherwise the whole file is the right answer (RFC 9110, 13.1.5, 14.2).
   */
  private static Request withUsableRange(Request request, FileContent content) {
    HttpFields headers = request.getHeaders();
    List<String> ranges = headers.getValuesList(HttpHeader.RANGE);
    if (ranges.isEmpty() || usable(ranges, headers.get(HttpHeader.IF_RANGE), content)) {
      return request;
    }
    HttpFields without = HttpFields.build(headers).remove(HttpHeader.RANGE);
    return new Request.Wrapper(request) {
      @Override
      public HttpFields getHeaders() {
        return without;
      }
    };
  }

  private static boolean usable(
      List<String> ranges, @Nullable String condition, FileContent content) {
    boolean one = ranges.size() == 1 && ranges.get(0).indexOf(',') < 0;
    boolean current =
        condition == null
            || condition.equals(content.getETagValue())
            || condition.equals(content.getLastModified().getValue());
    return one && current;
  }
}
