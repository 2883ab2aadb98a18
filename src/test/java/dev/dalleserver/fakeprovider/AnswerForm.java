package dev.dalleserver.fakeprovider;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

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
          "cut-base64");

  /**
   * The whole body.
   *
   * @throws IllegalArgumentException for a name that is not in {@link #NAMES}
   */
  byte[] body(String name, byte[] picture) {
    return name.equals("bare") ? picture : text(name, picture).getBytes(StandardCharsets.UTF_8);
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
      default -> withKey(name);
    };
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
