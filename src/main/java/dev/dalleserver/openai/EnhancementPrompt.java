package dev.dalleserver.openai;

import dev.dalleserver.dress.Attribute;
import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.dress.Dress;

/**
 * The system prompt for the chat model, sent before the base prompt: it names the literary style
 * and the emotion.
 */
final class EnhancementPrompt {
  // emotions: emotion, group, polarity, definition; litstyles: litstyle, description. The
  // original's emotions have a language before the definition, which does no harm in front of it.
  private static final int GROUP = 1;
  private static final int POLARITY = 2;
  private static final int DEFINITION = 3;
  private static final int DESCRIPTION = 1;

  private EnhancementPrompt() {}

  static String system(Dress dress) {
    StringBuilder text = new StringBuilder(600);
    text.append("You turn the outline of a picture into the prompt for an image model.");
    appendStyle(text, dress.attribute(AttributeName.LIT_STYLE));
    appendEmotion(text, dress.attribute(AttributeName.EMOTION));
    return text.append(
            " Keep every subject, action, colour, art style and viewpoint that the outline")
        .append(" names, and add the concrete detail that makes one scene of them: light, texture,")
        .append(" setting and gesture. No lettering, captions or signatures in the picture.")
        .append(" Answer with the prompt alone, in English, in at most 200 words.")
        .toString();
  }

  private static void appendStyle(StringBuilder text, Attribute style) {
    if (style.hasNoRecord() || style.word().isBlank()) {
      return;
    }
    text.append(" Write in the voice of this literary style: ").append(style.word());
    appendDetail(text, style.columnsFrom(DESCRIPTION));
    text.append('.');
  }

  private static void appendEmotion(StringBuilder text, Attribute emotion) {
    if (emotion.hasNoRecord() || emotion.word().isBlank()) {
      return;
    }
    text.append(" Let everything be filled with ").append(emotion.word());
    appendDetail(text, emotion.columnsFrom(DEFINITION));
    if (!emotion.column(GROUP).isEmpty()) {
      text.append(", an emotion of the group \"").append(emotion.column(GROUP)).append('"');
    }
    if (!emotion.column(POLARITY).isEmpty()) {
      text.append(", of ").append(emotion.column(POLARITY)).append(" polarity");
    }
    text.append('.');
  }

  private static void appendDetail(StringBuilder text, String words) {
    if (!words.isEmpty()) {
      text.append(" (").append(words).append(')');
    }
  }
}
