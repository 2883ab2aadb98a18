package dev.dalleserver.web.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** JSON merge patches as RFC 7396 defines them. */
final class MergePatch {
  private MergePatch() {}

  /**
   * Returns the patch that turns {@code from} into {@code to}; empty when they are equal. It holds
   * the members that are new or different and {@code null} for the removed ones. Objects are
   * compared member by member, arrays are replaced whole.
   *
   * @param to an object without nulls, which a merge patch cannot express
   */
  static ObjectNode between(ObjectNode from, ObjectNode to) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : to.properties()) {
      JsonNode before = from.get(member.getKey());
      JsonNode after = member.getValue();
      if (before instanceof ObjectNode old && after instanceof ObjectNode now) {
        ObjectNode inner = between(old, now);
        if (!inner.isEmpty()) {
          patch.set(member.getKey(), inner);
        }
      } else if (!after.equals(before)) {
        patch.set(member.getKey(), after);
      }
    }
    for (Map.Entry<String, JsonNode> member : from.properties()) {
      if (!to.has(member.getKey())) {
        patch.putNull(member.getKey());
      }
    }
    return patch;
  }
}
