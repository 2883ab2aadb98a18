package dev.dalleserver.dress;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The attributes of a stored dress, of any number and in any order. What one of them lacks is left
 * empty, or follows from its name.
 */
final class StoredAttributes {
  private StoredAttributes() {}

  /** Returns the attributes that have a name or a value; others say nothing. */
  static List<Attribute> read(JsonNode list) {
    List<Attribute> attributes = new ArrayList<>();
    for (JsonNode element : list) {
      if (element.isObject() && (element.hasNonNull("name") || element.hasNonNull("value"))) {
        attributes.add(attribute(new StoredMembers(element)));
      }
    }
    return attributes;
  }

  private static Attribute attribute(StoredMembers members) {
    String name = members.text("name");
    String database = members.text("database");
    if (database.isEmpty()) {
      database = AttributeName.find(name).map(AttributeName::database).orElse("");
    }
    String bytes = members.text("bytes");
    return new Attribute(
        database,
        name,
        bytes,
        Math.max(0, members.number("number")),
        members.fraction("factor"),
        (int) Math.max(0, members.number("count")),
        (int) Math.max(0, members.number("selector")),
        members.text("value"));
  }
}
