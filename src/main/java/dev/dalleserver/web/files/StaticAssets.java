package dev.dalleserver.web.files;

import dev.dalleserver.series.ClasspathResources;
import dev.dalleserver.series.ContentHash;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.ContentCoding;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.SharedBody;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * The front-end: its files under a URL that changes with their content, so that browsers can cache
 * them without limit, and the pages that refer to them. They are read at the first request for one
 * of them, not at the start, since many servers have only programs as clients.
 */
public final class StaticAssets {
  /** Forbids loading from, framing by and sending to other sites, and scripts in the markup. */
  public static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; script-src 'self'; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** The {@code Cache-Control} value for content that never changes under its URL. */
  static final String CACHE_IMMUTABLE = "public, max-age=31536000, immutable";

  private static final String PATH_PREFIX = "/static/";
  private static final String PAGE_SUFFIX = ".html";
  private static final int HASH_DIGITS = 12;
  private static final byte[] EMPTY = {};

  private final ClasspathResources bundled;
  private final FileAnswer files;
  private volatile @Nullable Contents contents;

  /**
   * @param folder of the files that are packed with the program
   * @param files sends the files
   */
  public StaticAssets(String folder, FileAnswer files) {
    this.bundled = new ClasspathResources(folder);
    this.files = files.immutable();
  }

  /**
   * The files and pages that were read.
   *
   * @param prefix {@code /static/} and one hash over all of them
   */
  private record Contents(
      String hash, String prefix, Map<String, PackagedAsset> assets, Map<String, String> pages) {}

  /** Returns the prefix of the files' URLs: {@code /static/} and one hash over all of them. */
  public String prefix() {
    return contents().prefix();
  }

  /** Answers {@code /static/{hash}/{file}}. */
  public void get(Context ctx) {
    RequestContext.of(ctx).markQuiet();
    PackagedAsset asset = contents().assets().get(ctx.pathParam("file"));
    // Another hash means another version: browsers would cache this one under the wrong URL.
    if (asset == null || !hasCurrentHash(ctx)) {
      throw new ApiError(
          ErrorCode.NOT_FOUND,
          "there is no such file",
          "reload the page: it refers to the current files");
    }
    files.send(ctx, asset);
  }

  /** Returns the bytes of a file, for a URL that does not change with them; not to be changed. */
  public byte[] content(String name) {
    PackagedAsset asset = contents().assets().get(name);
    if (asset == null) {
      throw new IllegalStateException("the program was packed without its file " + name);
    }
    return asset.content();
  }

  /** Returns true when the hash in {@code /static/{hash}/{file}} is that of these files. */
  public boolean hasCurrentHash(Context ctx) {
    return ctx.pathParam("hash").equals(contents().hash());
  }

  /**
   * Answers with a page, compressed when it is long and the client asks for it.
   *
   * @param content replaces {@code {{content}}}; the caller must have escaped its texts
   */
  public void sendPage(Context ctx, String name, String content) {
    byte[] page = page(name, RequestContext.of(ctx).prefix(), content);
    setPageHeaders(ctx, false);
    BodySender.of(ctx).sendText(ctx, page);
  }

  /** Returns true when the client of the request asks for compressed pages. */
  public static boolean isCompressionAsked(Context ctx) {
    return ContentCoding.isGzipAccepted(
        ServletContextRequest.getServletContextRequest(ctx.req()).getHeaders());
  }

  /**
   * Returns a page as bytes; {@code content} as in {@link #sendPage(Context, String, String)}.
   *
   * @param prefix the path in front of every path in links; empty for none
   */
  public byte[] page(String name, String prefix, String content) {
    String page = contents().pages().get(name);
    if (page == null) {
      throw new IllegalStateException("the program was packed without its page " + name);
    }
    return page.replace("{{base}}", prefix)
        .replace("{{content}}", content)
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Answers with a page that was rendered earlier.
   *
   * @param compressed whether the bytes are those of {@link ContentCoding#gzip}
   */
  public void sendPage(Context ctx, SharedBody page, boolean compressed) {
    setPageHeaders(ctx, compressed);
    BodySender.of(ctx).send(ctx, EMPTY, page, EMPTY);
  }

  private static void setPageHeaders(Context ctx, boolean compressed) {
    Response response =
        ServletContextRequest.getServletContextRequest(ctx.req()).getServletChannel().getResponse();
    ContentCoding.addVary(response.getHeaders(), "Accept-Encoding");
    if (compressed) {
      response.getHeaders().put(ContentCoding.GZIP);
    }
    ctx.contentType("text/html; charset=utf-8");
    ctx.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    ctx.header("Cache-Control", "no-cache");
  }

  private Contents contents() {
    Contents known = contents;
    if (known == null) {
      known = read();
      // Two threads that do this at once read the same contents.
      contents = known;
    }
    return known;
  }

  private Contents read() {
    Map<String, byte[]> all = new TreeMap<>();
    bundled.names("").forEach(name -> all.put(name, bundled.read(name)));
    String hash = hash(all);
    String prefix = PATH_PREFIX + hash;
    Map<String, PackagedAsset> assets = new TreeMap<>();
    Map<String, String> pages = new TreeMap<>();
    all.forEach(
        (name, content) -> {
          if (name.endsWith(PAGE_SUFFIX)) {
            String page = new String(content, StandardCharsets.UTF_8);
            pages.put(name, page.replace("{{assets}}", "{{base}}" + prefix));
          } else {
            assets.put(name, PackagedAsset.of(name, content, hash));
          }
        });
    return new Contents(hash, prefix, assets, pages);
  }

  private static String hash(Map<String, byte[]> files) {
    StringBuilder all = new StringBuilder();
    files.forEach((name, content) -> all.append(name).append(new ContentHash(content).text()));
    byte[] text = all.toString().getBytes(StandardCharsets.UTF_8);
    return new ContentHash(text).text().substring(0, HASH_DIGITS);
  }
}
