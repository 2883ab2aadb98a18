package dev.dalleserver.web;

import dev.dalleserver.series.BundledFiles;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The front-end: its files under an address that changes with them, so that browsers keep them for
 * ever, and the pages that name them.
 */
final class StaticAssets {
  /** Nothing is fetched from, framed by or sent to anybody else, and no markup is a script. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** For what never changes under its address. */
  static final String FOR_EVER = "public, max-age=31536000, immutable";

  private static final String FOLDER = "static";
  private static final String PAGE = ".html";
  private static final int HASH_DIGITS = 12;

  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2",
          "json", "application/json");

  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, String> pages = new TreeMap<>();
  private final String hash;

  /** Reads all files that were packed with the program. */
  StaticAssets() {
    this(FOLDER);
  }

  /** Reads the files of another folder, which have another address. */
  StaticAssets(String folder) {
    BundledFiles bundled = new BundledFiles(folder);
    bundled.names("").forEach(name -> files.put(name, bundled.read(name)));
    hash = hash(files);
    for (String name : List.copyOf(files.keySet())) {
      if (name.endsWith(PAGE)) {
        byte[] page = files.remove(name);
        pages.put(name, new String(page, StandardCharsets.UTF_8).replace("{{assets}}", prefix()));
      }
    }
  }

  /** What the addresses of all files begin with: {@code /static/} and one hash over all of them. */
  String prefix() {
    return "/" + FOLDER + "/" + hash;
  }

  /** {@code /static/{hash}/{file}}. */
  void get(Context ctx) {
    Exchange.of(ctx).beQuiet();
    byte[] file = files.get(ctx.pathParam("file"));
    // Under another hash there was another version of it: answering this one would be kept.
    if (file == null || !has(ctx)) {
      throw new ApiError(
          ErrorCode.NOT_FOUND, "there is no such file", "the pages name those that there are");
    }
    ctx.contentType(type(ctx.pathParam("file")));
    ctx.header("Cache-Control", FOR_EVER);
    Json.write(ctx, file);
  }

  /** Whether the hash of {@code /static/{hash}/{file}} is that of these files. */
  boolean has(Context ctx) {
    return ctx.pathParam("hash").equals(hash);
  }

  /**
   * Answers with a page.
   *
   * @param content put in place of {@code {{content}}}; its texts must be escaped
   */
  void sendPage(Context ctx, String name, String content) {
    sendPage(ctx, page(name, content));
  }

  /** A page as it is sent; {@code content} as in {@link #sendPage(Context, String, String)}. */
  byte[] page(String name, String content) {
    String page = pages.get(name);
    if (page == null) {
      throw new IllegalStateException("the program was packed without its page " + name);
    }
    return page.replace("{{content}}", content).getBytes(StandardCharsets.UTF_8);
  }

  /** Answers with a page that was put together before. */
  void sendPage(Context ctx, byte[] page) {
    ctx.contentType("text/html; charset=utf-8");
    ctx.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    ctx.header("Cache-Control", "no-cache");
    Json.write(ctx, page);
  }

  private static String type(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return TYPES.getOrDefault(ending, "application/octet-stream");
  }

  private static String hash(Map<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, content) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(content);
          });
      return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
