package dev.dalleserver.progress;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The phases of a run, in order. The last one is no work: it says that the run is over. */
public enum Phase {
  SETUP,
  BASE_PROMPTS,
  ENHANCE_PROMPT,
  IMAGE_PREP,
  IMAGE_WAIT,
  IMAGE_DOWNLOAD,
  ANNOTATE,
  COMPLETED;

  /** The seven that work is done in. */
  public static final List<Phase> WORKING =
      Stream.of(values()).filter(phase -> phase != COMPLETED).toList();

  /** The name in JSON, metrics and logs. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
