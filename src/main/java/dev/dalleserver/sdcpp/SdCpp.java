package dev.dalleserver.sdcpp;

import dev.dalleserver.gpu.GpuClient;
import dev.dalleserver.gpu.GpuFailure;
import dev.dalleserver.gpu.GpuFault;
import dev.dalleserver.gpu.GpuProvider;
import dev.dalleserver.gpu.GpuSettings;
import java.util.Optional;

/** The provider for stable-diffusion.cpp's own server. */
public final class SdCpp {
  static final String NAME = "sdcpp";
  private static final String SERVER = "stable-diffusion.cpp's server";

  private SdCpp() {}

  /** Creates the provider. */
  public static GpuProvider create(GpuSettings settings, GpuProvider.Parts parts) {
    GpuClient client = new GpuClient(SERVER, "--sdcpp-base-url", settings, SdCpp::failure);
    return new GpuProvider(new SdCppServer(client), client, settings, parts);
  }

  private static Optional<GpuFailure> failure(String path, int status, String body) {
    // Jobs that are gone answer 404 too, but say so in JSON.
    if (status == 404 && !body.contains("\"error\"")) {
      return Optional.of(
          new GpuFailure(
              GpuFault.REJECTED,
              SERVER
                  + " answered 404: it has no /sdcpp/v1; use a newer version, or"
                  + " --image-provider openai with its /v1 as --openai-base-url"));
    }
    if (status == 404 || status == 410) {
      return Optional.of(
          new GpuFailure(
              GpuFault.LOST, SERVER + " has forgotten the picture: it was started anew meanwhile"));
    }
    return Optional.empty();
  }
}
