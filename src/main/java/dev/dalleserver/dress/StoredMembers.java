package dev.dalleserver.dress;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Tolerant access to the members of a JSON object that any program may have written: numbers may be
 * texts and texts numbers, and a member that is missing, null or of another type is empty or 0.
 */
record StoredMembers(JsonNode json) {
  /** Returns a text or a scalar as text; empty for anything else. */
  String text(String name) {
    JsonNode value = json.path(name);
    return value.isValueNode() && !value.isNull() ? value.asText() : "";
  }

  long number(String name) {
    JsonNode value = json.path(name);
    return value.isNumber() ? value.longValue() : (long) fraction(name);
  }

  double fraction(String name) {
    JsonNode value = json.path(name);
    double number = value.isNumber() ? value.doubleValue() : parse(text(name));
    return Double.isFinite(number) ? number : 0;
  }

  boolean flag(String name) {
    return json.path(name).asBoolean(false);
  }

  /** Returns the texts of a list, without what is none; empty for anything else. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : json.path(name)) {
      if (element.isValueNode() && !element.isNull()) {
        texts.add(element.asText());
      }
    }
    return texts;
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
