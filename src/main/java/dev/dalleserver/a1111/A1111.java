package dev.dalleserver.a1111;

import dev.dalleserver.gpu.GpuClient;
import dev.dalleserver.gpu.GpuFailure;
import dev.dalleserver.gpu.GpuFault;
import dev.dalleserver.gpu.GpuProvider;
import dev.dalleserver.gpu.GpuSettings;
import java.util.Locale;
import java.util.Optional;

/** The provider for AUTOMATIC1111's web UI, and for programs that offer the same API. */
public final class A1111 {
  static final String NAME = "a1111";
  private static final String SERVER = "AUTOMATIC1111's web UI";

  private A1111() {}

  /** Creates the provider. */
  public static GpuProvider create(GpuSettings settings, GpuProvider.Parts parts) {
    // It paints one picture after the other, and a request in its line cannot be taken back: the
    // line is on this side.
    GpuSettings single = settings.withConcurrentPictures(1);
    GpuClient client = new GpuClient(SERVER, "--a1111-base-url", single, A1111::failure);
    return new GpuProvider(new A1111Server(client), client, single, parts);
  }

  private static Optional<GpuFailure> failure(String path, int status, String body) {
    String text = body.toLowerCase(Locale.ROOT);
    if (status == 404 && !text.contains("sampler") && !text.contains("model")) {
      return Optional.of(
          new GpuFailure(
              GpuFault.REJECTED, SERVER + " answered 404: its API is off; start it with --api"));
    }
    // It goes on without a checkpoint, and then fails at the first use of what is not there.
    if (status >= 500 && (text.contains("nonetype") || text.contains("no checkpoint"))) {
      return Optional.of(
          new GpuFailure(
              GpuFault.FAILED,
              SERVER + " answered " + status + ": no model is loaded; choose a checkpoint there"));
    }
    if (status >= 500 && text.contains("out of memory")) {
      return Optional.of(
          new GpuFailure(
              GpuFault.FAILED,
              SERVER
                  + " answered "
                  + status
                  + ": the graphics card is out of memory; ask for a smaller picture, or start it"
                  + " with --medvram"));
    }
    return Optional.empty();
  }
}
