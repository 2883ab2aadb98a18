package dev.dalleserver.fakeprovider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What servers that exist do otherwise than the public API.
 *
 * @param form in which an error is told, one of {@link #FORMS}
 * @param refuses parameters that are refused; {@code system} is the system message
 * @param sizes the only sizes that are taken; empty for all
 * @param minPixels the least pixels of a size; 0 for none
 * @param chat what is around the better prompt, one of {@link #CHATS}
 */
record Quirks(String form, Set<String> refuses, Set<String> sizes, long minPixels, String chat) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Errors by name; @ is the message as JSON, # the code as JSON. */
  private static final Map<String, String> FORMS =
      Map.ofEntries(
          Map.entry(
              "openai", "{\"error\":{\"message\":@,\"type\":\"fake\",\"param\":null,\"code\":#}}"),
          Map.entry(
              "param-none",
              "{\"error\":{\"message\":@,\"type\":\"fake\",\"param\":\"None\",\"code\":\"None\"}}"),
          Map.entry("detail", "{\"detail\":@}"),
          Map.entry(
              "detail-list",
              "{\"detail\":[{\"type\":\"value_error\",\"loc\":[\"body\"],\"msg\":@}]}"),
          Map.entry(
              "list", "[{\"error\":{\"code\":400,\"message\":@,\"status\":\"INVALID_ARGUMENT\"}}]"),
          Map.entry("errors", "{\"errors\":[{\"message\":@,\"code\":7003}]}"),
          Map.entry(
              "issues",
              "{\"success\":false,\"issues\":[{\"code\":\"custom\",\"path\":[],\"message\":@}]}"),
          Map.entry("text", "@"),
          Map.entry("message-object", "{\"message\":{\"text\":@}}"),
          Map.entry("error-text", "{\"error\":@}"),
          Map.entry(
              "base-resp", "{\"data\":null,\"base_resp\":{\"status_code\":1004,\"status_msg\":@}}"),
          Map.entry(
              "raw",
              "{\"error\":{\"message\":\"Provider returned"
                  + " error\",\"code\":400,\"metadata\":{\"raw\":\"{\\\"detail\\\":%}\"}}}"),
          Map.entry(
              "problem",
              "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":@}"),
          Map.entry(
              "xml",
              "<?xml"
                  + " version=\"1.0\"?><Error><Code>InvalidArgument</Code><Message>~</Message></Error>"),
          Map.entry(
              "html",
              "<html><head><title>~</title></head><body><center>nginx</center></body></html>"),
          Map.entry("nested", "{\"result\":{\"outcome\":[{\"why\":@}]}}"),
          Map.entry("task", "{\"task_id\":\"task_fake\",\"status\":\"queued\"}"));

  /** Better prompts by name; @ is the prompt. */
  private static final Map<String, String> CHATS =
      Map.ofEntries(
          Map.entry("think", "<think>The user wants a picture.</think>\n\n@"),
          Map.entry("think-open", "<think>The user wants a picture. @"),
          Map.entry("think-end", "The user wants a picture.\n</think>\n\n@"),
          Map.entry(
              "harmony",
              "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>@<|return|>"),
          Map.entry("fence", "```text\n@\n```"),
          Map.entry("label", "**Enhanced Prompt:**\n\n@"),
          Map.entry(
              "greeting",
              "Sure! Here is the enhanced prompt:\n\n\"@\"\n\nLet me know if you want changes."),
          Map.entry("quotes", "“@”"),
          Map.entry("tokens", "@<|im_end|>\n<|im_start|>user"),
          Map.entry("json", "{\"prompt\": \"@\"}\n\nI hope this helps."));

  static final List<String> NAMES = List.of("form", "refuses", "sizes", "min-pixels", "chat");

  /**
   * @throws IllegalArgumentException for a form that is not known
   */
  static Quirks of(Map<String, String> values) {
    String form = values.get("form");
    String chat = values.get("chat");
    if (!form.isEmpty() && !FORMS.containsKey(form)) {
      throw new IllegalArgumentException("no form " + form + "; there are " + FORMS.keySet());
    }
    if (!Set.of("", "parts", "reasoning").contains(chat) && !CHATS.containsKey(chat)) {
      throw new IllegalArgumentException(
          "no chat " + chat + "; there are parts, reasoning, " + CHATS.keySet());
    }
    return new Quirks(
        form,
        words(values.get("refuses")),
        words(values.get("sizes")),
        Long.parseLong(values.get("min-pixels")),
        chat);
  }

  /** True unless only some requests are refused, or the answers are good. */
  boolean failsAlways(int status) {
    boolean selective = !refuses.isEmpty() || !sizes.isEmpty() || minPixels > 0;
    return !selective && (status != 200 || !form.isEmpty());
  }

  private static Set<String> words(String text) {
    Set<String> words = new LinkedHashSet<>(List.of(text.split(",")));
    words.remove("");
    return words;
  }

  /** Returns the body of an error. */
  String error(String code, String message) {
    String quoted = JSON.getNodeFactory().textNode(message).toString();
    return form.equals("text")
        ? message
        : FORMS
            .getOrDefault(form, FORMS.get("openai"))
            .replace("@", quoted)
            .replace("%", quoted.replace("\\", "\\\\").replace("\"", "\\\""))
            .replace("~", message)
            .replace("#", JSON.getNodeFactory().textNode(code).toString());
  }

  /** Returns why the request is refused; empty when it is not. */
  Optional<String> refusal(JsonNode request) {
    for (String name : refuses) {
      if (name.equals("system")
          && request.path("messages").path(0).path("role").asText().equals("system")) {
        return Optional.of("System role is not supported by this model");
      }
      if (request.has(name)) {
        return Optional.of("Unknown parameter: '" + name + "'.");
      }
    }
    String size = request.path("size").asText("");
    if (!sizes.isEmpty() && !size.isEmpty() && !sizes.contains(size)) {
      return Optional.of("size must be one of ['" + String.join("', '", sizes) + "']");
    }
    String[] sides = size.split("x");
    boolean small =
        sides.length == 2 && Long.parseLong(sides[0]) * Long.parseLong(sides[1]) < minPixels;
    return small
        ? Optional.of(
            "The parameter `size` is not valid: image size must be at least "
                + minPixels
                + " pixels.")
        : Optional.empty();
  }

  /** Returns the content of a chat answer: text, or a list of parts. */
  JsonNode content(String prompt) {
    if (chat.equals("parts")) {
      return JSON.createArrayNode()
          .add(
              JSON.createObjectNode()
                  .put("type", "reasoning")
                  .put("text", "The user wants a picture."))
          .add(JSON.createObjectNode().put("type", "text").put("text", prompt));
    }
    return JSON.getNodeFactory()
        .textNode(
            CHATS.getOrDefault(chat, "@").replace("@", chat.equals("reasoning") ? "" : prompt));
  }
}
