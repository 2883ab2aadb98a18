package dev.dalleserver.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A client that follows merge patches, written from RFC 7396 without the project's code. */
final class PatchedState {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonNode state = JSON.createObjectNode();

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  void replace(String whole) {
    state = json(whole);
  }

  void patch(JsonNode patch) {
    state = apply(state, patch);
  }

  /** The state without the id of the request. */
  JsonNode withoutRequestId() {
    ObjectNode copy = state.deepCopy();
    copy.remove("request_id");
    return copy;
  }

  JsonNode state() {
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
