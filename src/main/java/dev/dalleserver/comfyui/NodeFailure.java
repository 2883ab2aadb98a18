package dev.dalleserver.comfyui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.gpu.GpuFailure;
import dev.dalleserver.gpu.GpuFault;
import dev.dalleserver.gpu.ServerText;
import java.util.Locale;

/** The failure of a node while the graph was executed. */
final class NodeFailure {
  private NodeFailure() {}

  /**
   * @param data of the message {@code execution_error}
   */
  static GpuFailure of(JsonNode data) {
    String reason = ServerText.clean(data.path("exception_message").asText("no reason given"));
    String remedy =
        reason.toLowerCase(Locale.ROOT).contains("out of memory")
            ? "; ask for a smaller picture, or start it with --lowvram"
            : "";
    return new GpuFailure(
        GpuFault.FAILED,
        "ComfyUI's node "
            + ServerText.clean(data.path("node_id").asText("?"))
            + " ("
            + ServerText.clean(data.path("node_type").asText("?"))
            + ") failed: "
            + reason
            + remedy);
  }

  static GpuFailure interrupted() {
    return new GpuFailure(
        GpuFault.INTERRUPTED,
        "the picture was interrupted at ComfyUI by another of its users; ask again");
  }
}
