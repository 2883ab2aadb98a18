package dev.dalleserver.fakeprovider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * The forms in which real servers answer an image call, each under a name.
 *
 * @param origin of the fake's own files, without a slash at its end
 * @param size of the picture, as it was asked for
 * @param key that the request was made with
 */
record AnswerForm(String origin, String size, String key) {
  /** All names, as the documents list them. */
  static final List<String> NAMES =
      List.of(
          "data-url",
          "url-safe",
          "no-padding",
          "line-breaks",
          "data-url-as-url",
          "relative-url",
          "images-url",
          "data-object",
          "second-item",
          "image-member",
          "images-array",
          "output-array",
          "artifacts",
          "inline-data",
          "url-in-b64",
          "json-in-text",
          "bare",
          "events",
          "partial-events",
          "partial-type-last",
          "partial-only",
          "partial-then-error",
          "lines",
          "url-with-key",
          "url-with-user",
          "url-with-key-in-path",
          "key-in-text",
          "no-picture",
          "cut-base64",
          "hex",
          "numbers",
          "base64-twice",
          "data-url-odd",
          "data-url-percent",
          "svg-data-url",
          "gzip",
          "filtered",
          "painted-over",
          "error-in-success",
          "long-without-picture",
          "url-to-json",
          "url-to-page",
          "url-late",
          "url-dead-first",
          "pieces",
          "piece-events",
          "escaped-twice");

  /**
   * The whole body.
   *
   * @throws IllegalArgumentException for a name that is not in {@link #NAMES}
   */
  byte[] body(String name, byte[] picture) {
    return switch (name) {
      case "bare" -> picture;
      case "gzip" -> gzip(text("images-array", picture));
      default -> text(name, picture).getBytes(StandardCharsets.UTF_8);
    };
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }

  private String text(String name, byte[] picture) {
    String base64 = Base64.getEncoder().encodeToString(picture);
    String url = origin + "/files/picture.png?" + size;
    return switch (name) {
      case "data-url" -> data("b64_json", "data:image/png;base64," + base64);
      case "url-safe" -> data("b64_json", Base64.getUrlEncoder().encodeToString(picture));
      case "no-padding" -> data("b64_json", base64.replace("=", ""));
      case "line-breaks" -> data("b64_json", base64.replaceAll("(.{76})", "$1\\\\n"));
      case "data-url-as-url" -> data("url", "data:image/png;base64," + base64);
      case "relative-url" -> data("url", "/files/picture.png?" + size);
      case "images-url" -> "{\"images\":[" + member("url", url) + "],\"seed\":1}";
      case "data-object" -> "{\"data\":" + member("b64_json", base64) + "}";
      case "second-item" ->
          "{\"data\":[" + member("b64_json", "") + "," + member("b64_json", base64) + "]}";
      case "image-member" -> member("image", base64);
      case "images-array" -> "{\"images\":[\"" + base64 + "\"],\"parameters\":{},\"info\":\"\"}";
      case "output-array" -> "{\"status\":\"succeeded\",\"output\":[\"" + url + "\"]}";
      case "artifacts" -> "{\"artifacts\":[" + member("base64", base64) + "]}";
      case "inline-data" -> "{\"candidates\":[{\"inlineData\":" + member("data", base64) + "}]}";
      case "url-in-b64" -> data("b64_json", url);
      case "pieces" -> "{\"images\":[\"" + String.join("\",\"", pieces(base64)) + "\"]}";
      case "piece-events" ->
          pieces(base64).stream()
              .map(piece -> "data: " + member("delta", piece) + "\n\n")
              .collect(Collectors.joining());
      case "escaped-twice" ->
          data("url", url.replace("/", "\\\\/") + "?a=1&amp;amp;b=2\\\\u0026c=3");
      case "json-in-text" -> member("body", data("b64_json", base64).replace("\"", "\\\""));
      case "events" -> event("completed", base64);
      case "partial-events" -> event("partial_image", rough()) + event("completed", base64);
      case "partial-type-last" ->
          typeLast("partial_image", rough()) + typeLast("completed", base64);
      case "partial-only" -> event("partial_image", rough()) + "data: [DONE]\n\n";
      case "partial-then-error" ->
          // As long as a real one, which is longer than what is kept of an answer.
          event("partial_image", base64 + "=".repeat(100_000))
              + "event: error\ndata: {\"type\":\"error\",\"error\":{\"code\":"
              + "\"moderation_blocked\",\"message\":\"rejected while it was painted\"}}\n\n";
      case "lines" -> "{\"status\":\"processing\"}\n" + data("b64_json", base64) + "\n";
      case "no-picture" -> "{\"task_id\":\"t-1\",\"status\":\"PENDING\"}";
      case "cut-base64" -> "{\"data\":[{\"b64_json\":\"" + base64.substring(0, base64.length() / 2);
      default -> rare(name, picture, base64);
    };
  }

  private String rare(String name, byte[] picture, String base64) {
    return switch (name) {
      case "hex" -> data("image", HexFormat.of().formatHex(picture));
      case "numbers" -> "{\"image\":{\"type\":\"Buffer\",\"data\":" + numbers(picture) + "}}";
      case "base64-twice" ->
          data(
              "b64_json",
              Base64.getEncoder().encodeToString(base64.getBytes(StandardCharsets.US_ASCII)));
      case "data-url-odd" -> data("url", "data:image/png; base64 ;charset=utf-8, " + base64);
      case "data-url-percent" ->
          data("url", URLEncoder.encode("data:image/png;base64," + base64, StandardCharsets.UTF_8));
      case "svg-data-url" ->
          data("url", "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E");
      case "filtered" -> "{\"data\":[],\"finish_reason\":\"content_filter\"}";
      case "painted-over" ->
          "{\"images\":[\""
              + Base64.getEncoder().encodeToString(FakePicture.black())
              + "\"],\"has_nsfw_concepts\":[true]}";
      case "error-in-success" ->
          "{\"choices\":[{\"error\":{\"code\":502,\"message\":\"the painter upstream is gone\"}}]}";
      case "long-without-picture" -> data("mesh", "vertex 0 1 2 ".repeat(20_000));
      case "url-to-json" -> data("url", origin + "/files/as-json");
      case "url-to-page" -> data("url", origin + "/files/as-page");
      case "url-late" -> data("url", origin + "/files/late/picture.png");
      case "url-dead-first" ->
          "{\"data\":["
              + member("url", origin + "/files/dead/picture.png")
              + ","
              + member("url", origin + "/files/picture.png")
              + "]}";
      default -> withKey(name);
    };
  }

  /**
   * What downloads answer that lead to the picture, by their path; empty for the picture itself.
   */
  static String page(String path) {
    return switch (path) {
      case "/files/as-json" -> "{\"status\":\"ready\",\"image\":{\"url\":\"/files/picture.png\"}}";
      case "/files/as-page" ->
          "<html><head><meta property=\"og:image\" content=\"/files/picture.png\"></head></html>";
      default -> "";
    };
  }

  /** Cuts a text at places that no encoder chooses. */
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); at += 10_001) {
      pieces.add(text.substring(at, Math.min(text.length(), at + 10_001)));
    }
    return pieces;
  }

  private static String numbers(byte[] bytes) {
    StringBuilder text = new StringBuilder("[");
    for (byte value : bytes) {
      text.append(text.length() > 1 ? "," : "").append(value & 0xff);
    }
    return text.append(']').toString();
  }

  private String withKey(String name) {
    String host = origin.replace("http://", "");
    return switch (name) {
      case "url-with-key" ->
          data("url", origin + "/files/picture.png?key=" + key + "&size=1#" + key);
      case "url-with-user" ->
          data("url", "http://user:" + key + "@" + host + "/files/picture.png?" + key);
      case "url-with-key-in-path" -> data("url", origin + "/files/" + key + "/picture.png");
      case "key-in-text" -> member("status", "asked with " + key + " at https://x.test/?" + key);
      default -> throw new IllegalArgumentException("no answer " + name + "; there are " + NAMES);
    };
  }

  private static String data(String name, String text) {
    return "{\"created\":1,\"data\":[" + member(name, text) + "]}";
  }

  private static String member(String name, String text) {
    return "{\"" + name + "\":\"" + text + "\"}";
  }

  private static String rough() {
    return Base64.getEncoder().encodeToString(FakePicture.png("64x64"));
  }

  /** Without a name, and so that the reader learns only in the end what it has read. */
  private static String typeLast(String type, String base64) {
    return "data: {\"b64_json\":\"" + base64 + "\",\"type\":\"image_generation." + type + "\"}\n\n";
  }

  private static String event(String type, String base64) {
    String name = "image_generation." + type;
    return "event: "
        + name
        + "\ndata: {\"type\":\""
        + name
        + "\",\"b64_json\":\""
        + base64
        + "\"}\n\n";
  }
}
