package dev.dalleserver.dress;

import dev.dalleserver.series.ColorLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A dress of the series {@code simple} of which only the words are known. */
public final class BareDress {
  private BareDress() {}

  /**
   * @param seed 64 hex digits
   * @param records the attributes' records; {@link Attribute#NONE} where there is none
   */
  public static DalleDress of(String seed, String prompt, Map<AttributeName, String> records) {
    List<Attribute> attributes = new ArrayList<>();
    for (AttributeName name : AttributeName.values()) {
      String record = records.getOrDefault(name, Attribute.NONE);
      attributes.add(new Attribute(name.database(), name.key(), "", 0, 0, 1, 0, record));
    }
    return DalleDress.unpainted(
        new Dress(
            "0x" + seed.substring(0, 40),
            "",
            seed,
            "simple",
            ColorLimit.of(0),
            new Prompts(prompt, "", "", "", ""),
            new DrawnWords(attributes, List.of(), List.of(), List.of())));
  }
}
