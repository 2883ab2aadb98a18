package dev.dalleserver.comfyui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dalleserver.gpu.PaintJob;
import java.util.Locale;
import java.util.Optional;

/** The names that stand in double braces in a graph, and what each is replaced by. */
enum Placeholder {
  PROMPT(""),
  NEGATIVE_PROMPT("negativePrompt"),
  SEED(""),
  STEPS("steps"),
  CFG("cfgScale"),
  SAMPLER("sampler"),
  WIDTH(""),
  HEIGHT("");

  private final String tuning;

  Placeholder(String tuning) {
    this.tuning = tuning;
  }

  /** Returns the member of the tuning that it stands for; empty when it is none. */
  Optional<String> tuning() {
    return Optional.of(tuning).filter(name -> !name.isEmpty());
  }

  /** Returns it as it stands in the graph. */
  String text() {
    return "{{" + name().toLowerCase(Locale.ROOT) + "}}";
  }

  /**
   * Returns what replaces it.
   *
   * @param sampler the server's name for the sampler
   */
  JsonNode value(PaintJob job, String sampler) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (this) {
      case PROMPT -> nodes.textNode(job.prompt());
      case NEGATIVE_PROMPT -> nodes.textNode(job.tuning().negativePrompt());
      case SEED -> nodes.numberNode(job.seed());
      case STEPS -> nodes.numberNode(job.tuning().steps());
      case CFG -> nodes.numberNode(job.tuning().cfgScale());
      case SAMPLER -> nodes.textNode(sampler);
      case WIDTH -> nodes.numberNode(job.size().width());
      case HEIGHT -> nodes.numberNode(job.size().height());
    };
  }
}
