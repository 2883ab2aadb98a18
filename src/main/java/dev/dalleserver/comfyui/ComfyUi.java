package dev.dalleserver.comfyui;

import dev.dalleserver.gpu.GpuClient;
import dev.dalleserver.gpu.GpuProvider;
import dev.dalleserver.gpu.GpuSettings;

/** The provider for ComfyUI. */
public final class ComfyUi {
  static final String NAME = "comfyui";
  static final String SERVER = "ComfyUI";

  private ComfyUi() {}

  /**
   * Creates the provider.
   *
   * @param graph the prompt graph with its placeholders, in the format of the API
   * @throws IllegalArgumentException when it is none
   */
  public static GpuProvider create(GpuSettings settings, String graph, GpuProvider.Parts parts) {
    PromptGraph prompt = PromptGraph.parse(graph);
    GpuClient client =
        new GpuClient(SERVER, "--comfyui-base-url", settings, new RefusalReader(prompt)::read);
    return new GpuProvider(new ComfyUiServer(client, prompt), client, settings, parts);
  }
}
