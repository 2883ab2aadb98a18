package dev.dalleserver.progress;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The phases of a run, in order. The last one is no work: it shows that the run has ended. */
public enum Phase {
  SETUP,
  BASE_PROMPTS,
  ENHANCE_PROMPT,
  IMAGE_PREP,
  IMAGE_WAIT,
  IMAGE_DOWNLOAD,
  ANNOTATE,
  COMPLETED;

  /** The seven phases that do work. */
  public static final List<Phase> WORKING =
      Stream.of(values()).filter(phase -> phase != COMPLETED).toList();

  /** Returns the name in JSON, metrics and logs. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
