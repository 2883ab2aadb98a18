package dev.dalleserver.metadata;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dalleserver.dress.Attribute;
import dev.dalleserver.dress.AttributeLabels;
import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.dress.Dress;
import java.util.ArrayList;
import java.util.List;

/**
 * One trait of a token, as marketplaces show and count it.
 *
 * @param type the kind of trait, for people
 * @param value the word that was drawn
 */
public record TokenAttribute(@JsonProperty("trait_type") String type, String value) {
  /** Returns the traits of a dress in the order of its attributes, without those it lacks. */
  static List<TokenAttribute> of(Dress dress) {
    List<TokenAttribute> traits = new ArrayList<>();
    for (AttributeName name : AttributeName.values()) {
      Attribute attribute = dress.attribute(name);
      if (!attribute.hasNoRecord() && !attribute.word().isEmpty()) {
        traits.add(new TokenAttribute(AttributeLabels.of(name), attribute.word()));
      }
    }
    return List.copyOf(traits);
  }
}
