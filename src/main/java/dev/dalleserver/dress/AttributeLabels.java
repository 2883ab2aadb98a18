package dev.dalleserver.dress;

import java.util.Map;

/** The names of attributes as people read them. */
public final class AttributeLabels {
  private static final Map<AttributeName, String> LABELS =
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

  private AttributeLabels() {}

  /** Returns the name of an attribute for people. */
  public static String of(AttributeName name) {
    return LABELS.getOrDefault(name, name.key());
  }
}
