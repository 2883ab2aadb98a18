package dev.dalleserver.comfyui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.gpu.GpuFailure;
import dev.dalleserver.gpu.GpuFault;
import dev.dalleserver.gpu.ServerText;
import java.util.Map;
import java.util.Optional;

/** Reads why ComfyUI does not take a graph: the node, and what it says about it. */
record RefusalReader(PromptGraph graph) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Optional<GpuFailure> read(String path, int status, String body) {
    if (status == 404 && path.endsWith("/view")) {
      return Optional.of(
          new GpuFailure(
              GpuFault.FAILED, "ComfyUI does not find the image that it has just saved"));
    }
    if (status == 404 || status == 405) {
      return Optional.of(
          new GpuFailure(
              GpuFault.REJECTED,
              "ComfyUI answered "
                  + status
                  + ": what answers there is no ComfyUI; set"
                  + " --comfyui-base-url"));
    }
    try {
      JsonNode answer = JSON.readTree(body);
      for (Map.Entry<String, JsonNode> node : answer.path("node_errors").properties()) {
        JsonNode first = node.getValue().path("errors").path(0);
        String type = node.getValue().path("class_type").asText(graph.typeOf(node.getKey()));
        if (first.isObject()) {
          return Optional.of(refused(node.getKey(), type, first));
        }
      }
      JsonNode error = answer.path("error");
      return error.isObject()
          ? Optional.of(rejected("ComfyUI refuses the graph: " + text(error)))
          : Optional.empty();
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  private static GpuFailure refused(String node, String type, JsonNode error) {
    return rejected(
        "ComfyUI refuses node "
            + ServerText.clean(node)
            + " ("
            + ServerText.clean(type)
            + "): "
            + text(error));
  }

  private static GpuFailure rejected(String message) {
    return new GpuFailure(GpuFault.REJECTED, message + "; correct --comfyui-graph-file");
  }

  private static String text(JsonNode error) {
    String message = error.path("message").asText("no reason given");
    String details = error.path("details").asText("");
    return ServerText.clean(details.isBlank() ? message : message + ": " + details);
  }
}
