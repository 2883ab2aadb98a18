package dev.dalleserver;

import dev.dalleserver.a1111.A1111;
import dev.dalleserver.comfyui.ComfyUi;
import dev.dalleserver.gpu.Credentials;
import dev.dalleserver.gpu.GpuProvider;
import dev.dalleserver.gpu.GpuSettings;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.sdcpp.SdCpp;
import dev.dalleserver.settings.ImageServerSettings;
import dev.dalleserver.settings.Settings;
import java.net.URI;
import java.util.Optional;

/** Creates the provider for the server on a graphics card of one's own that the settings name. */
record GpuProviderFactory(Settings settings, Credentials credentials) {
  /** A restart in the middle is outlasted by trying again. */
  private static final int ATTEMPTS = 4;

  /** Returns the provider; empty when another kind of provider makes the pictures. */
  Optional<GpuProvider> create(GpuProvider.Parts parts) {
    ImageServerSettings given = settings.imageServers();
    return switch (settings.effectiveImageProvider()) {
      case A1111 -> Optional.of(A1111.create(reached(given.a1111BaseUrl()), parts));
      case COMFYUI ->
          Optional.of(
              ComfyUi.create(
                  reached(given.comfyUiBaseUrl()), given.comfyUiGraph().orElseThrow(), parts));
      case SDCPP -> Optional.of(SdCpp.create(reached(given.sdCppBaseUrl()), parts));
      case AUTO, OPENAI, OFFLINE -> Optional.empty();
    };
  }

  /** Returns the size that the operator wants; {@code auto} and {@code none} leave it open. */
  private Optional<ImageSize> size() {
    return settings
        .openAi()
        .imageSize()
        .map(text -> text.split("x", -1))
        .filter(sides -> sides.length == 2)
        .map(sides -> new ImageSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1])));
  }

  private GpuSettings reached(URI baseUrl) {
    return new GpuSettings(
        baseUrl,
        credentials,
        size(),
        settings.openAi().imageTimeout(),
        ATTEMPTS,
        settings.runs().workers(),
        settings.openAi().imagesPerMinute());
  }
}
