package dev.dalleserver.openai;

import dev.dalleserver.dress.Attribute;
import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.dress.DalleDress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Dresses with the attributes that a test is about. */
final class Dresses {
  private Dresses() {}

  static DalleDress plain() {
    return with(Map.of());
  }

  static DalleDress with(Map<AttributeName, String> records) {
    List<Attribute> attributes = new ArrayList<>();
    for (AttributeName name : AttributeName.values()) {
      String record = records.getOrDefault(name, Attribute.NONE);
      attributes.add(new Attribute(name.database(), name.key(), "", 0, 0, 1, 0, record));
    }
    return new DalleDress(
        "0xf503017d7baf7fbc0fff7492b751025c6a78179b",
        "",
        "",
        0,
        0,
        "f503017d7baf7fbc0fff7492b751025c6a78179bb97187a6c520157b2947fff0",
        "A calm otter mends nets.",
        "",
        "",
        "",
        "",
        attributes,
        List.of(),
        List.of(),
        List.of(),
        "",
        "",
        "",
        "",
        "",
        false,
        false,
        "simple",
        0,
        "",
        "",
        "",
        0,
        0,
        "",
        0,
        Map.of());
  }
}
