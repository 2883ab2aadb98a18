package dev.dalleserver.web.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A client that follows merge patches, written from RFC 7396 without the project's code. */
public final class PatchedState {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonNode state = JSON.createObjectNode();

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  public void replace(String whole) {
    state = json(whole);
  }

  public void patch(JsonNode patch) {
    state = apply(state, patch);
  }

  /** The state without the id of the request. */
  public JsonNode withoutRequestId() {
    ObjectNode copy = state.deepCopy();
    copy.remove("request_id");
    return copy;
  }

  public JsonNode state() {
    return state;
  }

  static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode result = target.isObject() ? target.deepCopy() : JSON.createObjectNode();
    patch
        .properties()
        .forEach(
            member -> {
              if (member.getValue().isNull()) {
                result.remove(member.getKey());
              } else {
                JsonNode inner = result.path(member.getKey());
                result.set(member.getKey(), apply(inner, member.getValue()));
              }
            });
    return result;
  }
}
