package dev.dalleserver.web.files;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.StoredArtifact;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.ContentCoding;
import dev.dalleserver.web.http.ErrorCode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.ServletChannel;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Response;

/**
 * The sender of all files, stored ones and those of the program: conditional requests, one range,
 * and HEAD. The files that are requested most are sent from memory; see {@code docs/performance.md}
 * for what was measured.
 */
public final class FileAnswer {
  /**
   * The size of the file cache. Together with heap and code it stays below what the server should
   * take.
   */
  private static final int MEMORY_BYTES = 16 << 20;

  /**
   * How many answers may be read from the disk at once because the cache has no room: each holds an
   * open file and a buffer.
   */
  public static final int MAX_FROM_DISK = 256;

  /** The length of an answer that fits into any connection's buffers and is written at once. */
  private static final int SHORT_BYTES = 64 * 1024;

  /**
   * How often a request opens a file that is replaced meanwhile; the server replaces none more
   * often.
   */
  private static final int MAX_ATTEMPTS = 5;

  private static final int PARTIAL = 206;
  private static final int NOT_MODIFIED = 304;
  private static final int PRECONDITION_FAILED = 412;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private static final HttpField ACCEPT_RANGES =
      new PreEncodedHttpField(HttpHeader.ACCEPT_RANGES, "bytes");
  private static final HttpField REVALIDATE =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-cache");
  private static final HttpField CACHE_FOREVER =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, StaticAssets.CACHE_IMMUTABLE);

  /** Opens the bytes of a range; may find that the file is removed or replaced. */
  private interface Opening {
    RangeSource.Content open(ByteRange range) throws IOException;
  }

  private final ServedFiles files;
  private final FileCache cache;
  private final FilePermits permits;
  private final HttpField cacheControl;

  /**
   * Creates a sender of files that may change under their URL: browsers ask each time whether they
   * have.
   */
  public FileAnswer(ArtifactStore store) {
    this(
        new ServedFiles(store),
        new FileCache(MEMORY_BYTES),
        new FilePermits(MAX_FROM_DISK),
        REVALIDATE);
  }

  private FileAnswer(
      ServedFiles files, FileCache memory, FilePermits permits, HttpField cacheControl) {
    this.files = files;
    this.cache = memory;
    this.permits = permits;
    this.cacheControl = cacheControl;
  }

  /** Returns a sender of files that never change under their URL. */
  public FileAnswer immutable() {
    return new FileAnswer(files, cache, permits, CACHE_FOREVER);
  }

  /** Finds the file as it is now; empty when there is none that may be sent. */
  public Optional<ServedFile> find(ArtifactId id) {
    return files.find(id);
  }

  /**
   * Answers with the file; a file that has just been removed is answered as one that never existed.
   */
  public void send(Context ctx, ArtifactId id) {
    send(ctx, find(id).orElseThrow(FileAnswer::notFound));
  }

  /** Answers with a file that was found before. */
  public void send(Context ctx, ServedFile file) {
    BodySender.finish(ctx, begin(ctx, file));
  }

  /** Answers with a file that is packed with the program. */
  public void send(Context ctx, PackagedAsset asset) {
    try {
      ServletChannel channel = channel(ctx);
      PackagedAsset chosen = choose(channel, asset);
      BodySender.finish(ctx, begin(ctx, channel, chosen.representation(), range -> chosen));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers with content that was made for this request or an earlier one. */
  public void send(Context ctx, MadeContent content) {
    BodySender.finish(ctx, sendAsync(ctx, content));
  }

  /** As {@link #send}, for a handler that completes a future itself. */
  public CompletableFuture<Void> sendAsync(Context ctx, MadeContent content) {
    try {
      return begin(
          ctx,
          channel(ctx),
          content.representation(),
          range -> content.read(BodySender.of(ctx).reserve(content.size())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Chooses between a file and its compressed form; a part is always one of the file itself. */
  private static PackagedAsset choose(ServletChannel channel, PackagedAsset asset) {
    if (!asset.isCompressible()) {
      return asset;
    }
    ContentCoding.addVary(channel.getResponse().getHeaders(), "Accept-Encoding");
    HttpFields asked = channel.getRequest().getHeaders();
    boolean compressed = !asked.contains(HttpHeader.RANGE) && ContentCoding.isGzipAccepted(asked);
    return compressed ? asset.compressed() : asset;
  }

  /** Answers with a file, for a handler that completes a future itself. */
  public CompletableFuture<Void> sendAsync(Context ctx, ArtifactId id) {
    return begin(ctx, find(id).orElseThrow(FileAnswer::notFound));
  }

  /** Begins to answer; the future ends when all is sent. */
  private CompletableFuture<Void> begin(Context ctx, ServedFile found) {
    ServletChannel channel = channel(ctx);
    ByteBufferPool pool = channel.getRequest().getComponents().getByteBufferPool();
    ServedFile file = found;
    for (int attempt = 1; ; attempt++) {
      try {
        ServedFile current = file;
        return begin(ctx, channel, current.representation(), range -> source(pool, current, range));
      } catch (StoredArtifact.ReplacedException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw new UncheckedIOException(e);
        }
        file = find(file.id()).orElseThrow(FileAnswer::notFound);
      } catch (NoSuchFileException e) {
        throw notFound();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private CompletableFuture<Void> begin(
      Context ctx, ServletChannel channel, Representation content, Opening opening)
      throws IOException {
    Response response = channel.getResponse();
    HttpFields requestHeaders = channel.getRequest().getHeaders();
    if (!isBodyNeeded(requestHeaders, content)) {
      addHeaders(response, content);
      // The framework has set its own: a cache would give that to the picture that it keeps.
      response.getHeaders().remove(HttpHeader.CONTENT_TYPE);
      response.setStatus(NOT_MODIFIED);
      return CompletableFuture.completedFuture(null);
    }
    Optional<ByteRange> part = part(requestHeaders, content);
    ByteRange range = part.orElse(new ByteRange(0, content.size()));
    boolean withoutBody = ctx.req().getMethod().equals("HEAD") || range.length() == 0;
    // Opens the file before any header is set: it may fail.
    RangeSource.Content opened = withoutBody ? RangeSource.EMPTY : opening.open(range);
    addHeaders(response, content);
    response.getHeaders().put(content.type());
    if (content.coding() != null) {
      response.getHeaders().put(content.coding());
    }
    part.ifPresent(requested -> addContentRange(response, content, requested));
    return BodySender.of(ctx).begin(ctx, new RangeSource(opened, range), range.length());
  }

  private static boolean isBodyNeeded(HttpFields requestHeaders, Representation content) {
    return switch (Preconditions.evaluate(requestHeaders, content)) {
      case PROCEED -> true;
      case NOT_MODIFIED -> false;
      case FAILED ->
          throw new ApiError(
              ErrorCode.INVALID_REQUEST,
              PRECONDITION_FAILED,
              "the file is not the version that the request expects",
              "its ETag is " + content.tag());
    };
  }

  private void addHeaders(Response response, Representation content) {
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(content.tagField());
    if (content.modified() != null) {
      headers.put(content.modified().field());
    }
    headers.put(cacheControl);
    headers.put(ACCEPT_RANGES);
  }

  private static void addContentRange(Response response, Representation content, ByteRange range) {
    response.setStatus(PARTIAL);
    long last = range.from() + range.length() - 1;
    response
        .getHeaders()
        .put(HttpHeader.CONTENT_RANGE, "bytes " + range.from() + "-" + last + "/" + content.size());
  }

  /** Reads the part that is requested; empty for the whole file. */
  private static Optional<ByteRange> part(HttpFields requestHeaders, Representation content) {
    if (!requestHeaders.contains(HttpHeader.RANGE)) {
      return Optional.empty();
    }
    List<String> ranges = requestHeaders.getValuesList(HttpHeader.RANGE);
    if (ranges.size() != 1
        || !Preconditions.isRangeConditionMet(requestHeaders.get(HttpHeader.IF_RANGE), content)) {
      return Optional.empty();
    }
    ByteRange.Meaning meaning = ByteRange.parse(ranges.get(0), content.size());
    if (!meaning.satisfiable()) {
      throw new ApiError(
              ErrorCode.INVALID_REQUEST,
              RANGE_NOT_SATISFIABLE,
              "the range is not within the file",
              "it has " + content.size() + " bytes")
          .withHeader("Content-Range", "bytes */" + content.size());
    }
    return meaning.part();
  }

  /**
   * Opens a range, from the cache if possible. A short range does not load its file into the cache.
   */
  private RangeSource.Content source(ByteBufferPool pool, ServedFile file, ByteRange range)
      throws IOException {
    FileCache.CachedFile cached =
        range.length() > SHORT_BYTES ? cache.getOrLoad(file) : cache.getIfCached(file);
    if (cached != null) {
      return RangeSource.of(cached);
    }
    permits.acquire(1);
    try {
      return RangeSource.of(file.open(), pool, range, () -> permits.release(1));
    } catch (IOException | RuntimeException e) {
      permits.release(1);
      throw e;
    }
  }

  private static ServletChannel channel(Context ctx) {
    return ServletContextRequest.getServletContextRequest(ctx.req()).getServletChannel();
  }

  private static ApiError notFound() {
    return new ApiError(ErrorCode.NOT_FOUND, "there is no such file", "it has just been removed");
  }
}
