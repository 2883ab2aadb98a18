package dev.dalleserver.comfyui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.gpu.GpuFailure;
import java.util.Optional;

/**
 * The history of one prompt: it is there once the prompt has ended, well or not.
 *
 * @param entry the part of the answer about this prompt
 */
record History(JsonNode entry) {
  /** A file that a node has saved. */
  record Image(String filename, String subfolder, String type) {}

  static Optional<History> of(JsonNode answer, String promptId) {
    JsonNode entry = answer.path(promptId);
    return entry.isObject() ? Optional.of(new History(entry)) : Optional.empty();
  }

  /**
   * Returns the first image that was saved, else the first that was only shown.
   *
   * @throws GpuFailure when a node failed, or the prompt was interrupted
   */
  Optional<Image> image() throws GpuFailure {
    JsonNode status = entry.path("status");
    for (JsonNode message : status.path("messages")) {
      switch (message.path(0).asText("")) {
        case "execution_error" -> throw NodeFailure.of(message.path(1));
        case "execution_interrupted" -> throw NodeFailure.interrupted();
        default -> {}
      }
    }
    Optional<Image> shown = Optional.empty();
    for (JsonNode output : entry.path("outputs")) {
      for (JsonNode file : output.path("images")) {
        Image image =
            new Image(
                file.path("filename").asText(""),
                file.path("subfolder").asText(""),
                file.path("type").asText("output"));
        if (!image.filename().isEmpty() && image.type().equals("output")) {
          return Optional.of(image);
        }
        shown = shown.or(() -> Optional.of(image).filter(it -> !it.filename().isEmpty()));
      }
    }
    return shown;
  }
}
