package dev.dalleserver.metadata;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dalleserver.dress.Attribute;
import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.dress.Dress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One trait of a token, as marketplaces show and count it.
 *
 * @param type the kind of trait, for people
 * @param value the word that was drawn
 */
public record TokenAttribute(@JsonProperty("trait_type") String type, String value) {
  private static final Map<AttributeName, String> TYPES =
      Map.ofEntries(
          Map.entry(AttributeName.ADVERB, "Adverb"),
          Map.entry(AttributeName.ADJECTIVE, "Adjective"),
          Map.entry(AttributeName.NOUN, "Noun"),
          Map.entry(AttributeName.EMOTION, "Emotion"),
          Map.entry(AttributeName.OCCUPATION, "Occupation"),
          Map.entry(AttributeName.ACTION, "Action"),
          Map.entry(AttributeName.ART_STYLE_1, "Art style"),
          Map.entry(AttributeName.ART_STYLE_2, "Second style"),
          Map.entry(AttributeName.LIT_STYLE, "Writing"),
          Map.entry(AttributeName.COLOR_1, "First color"),
          Map.entry(AttributeName.COLOR_2, "Second color"),
          Map.entry(AttributeName.COLOR_3, "Third color"),
          Map.entry(AttributeName.VIEWPOINT, "Viewpoint"),
          Map.entry(AttributeName.GAZE, "Gaze"),
          Map.entry(AttributeName.COMPOSITION, "Composition"),
          Map.entry(AttributeName.BACK_STYLE, "Background"));

  /** Returns the traits of a dress in the order of its attributes, without those it lacks. */
  static List<TokenAttribute> of(Dress dress) {
    List<TokenAttribute> traits = new ArrayList<>();
    for (AttributeName name : AttributeName.values()) {
      Attribute attribute = dress.attribute(name);
      if (!attribute.hasNoRecord() && !attribute.word().isEmpty()) {
        traits.add(new TokenAttribute(TYPES.getOrDefault(name, name.key()), attribute.word()));
      }
    }
    return List.copyOf(traits);
  }
}
