package dev.dalleserver;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.openai.ApiKey;
import dev.dalleserver.openai.OpenAiProvider;
import dev.dalleserver.openai.OpenAiSettings;
import dev.dalleserver.painting.CaptionAnnotator;
import dev.dalleserver.painting.OfflinePainter;
import dev.dalleserver.painting.image.ImageIoPictureCodec;
import dev.dalleserver.painting.image.JpegEncoder;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.pictures.Annotator;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PictureProviders;
import dev.dalleserver.pictures.PromptEnhancer;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.resilience.CallListener;
import dev.dalleserver.resilience.RemoteProvider;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.settings.ImageProviderChoice;
import dev.dalleserver.settings.ProviderSettings;
import dev.dalleserver.settings.RunSettings;
import dev.dalleserver.settings.Settings;
import java.util.Optional;

/** Creates the enhancer, the image provider and the annotator that the settings ask for. */
final class ConfiguredProviders implements Providers.Factory {
  /** The most attempts of one request: two retries outlast a short fault, and cost little. */
  private static final int ATTEMPTS = 3;

  private final Settings settings;
  private final Clocks clocks;

  ConfiguredProviders(Settings settings, Clocks clocks) {
    this.settings = settings;
    this.clocks = clocks;
  }

  @Override
  public Providers create(
      AttributeDatabases databases,
      CallListener listener,
      MemoryBudget memory,
      ReceivedPictures pictures) {
    RunSettings runs = settings.runs();
    boolean paints = !runs.skipImage();
    RenderPermits permits = RenderPermits.ofThisMachine(memory);
    Optional<OpenAiProvider> remote =
        paints && settings.effectiveImageProvider() == ImageProviderChoice.OPENAI
            ? Optional.of(openAi(listener, pictures, permits))
            : Optional.empty();
    Optional<ImageProvider> provider =
        paints
            ? Optional.of(
                remote.map(OpenAiProvider::images).orElseGet(() -> offline(databases, permits)))
            : Optional.empty();
    Optional<PromptEnhancer> enhancer =
        runs.enhance() ? remote.map(OpenAiProvider::enhancer) : Optional.empty();
    Annotator annotator = new CaptionAnnotator("dalleserver " + Version.release(), permits);
    return new Providers(
        new PictureProviders(enhancer, provider, annotator),
        remote.map(RemoteProvider.class::cast),
        new JpegEncoder(permits));
  }

  private OpenAiProvider openAi(
      CallListener listener, ReceivedPictures pictures, RenderPermits permits) {
    return new OpenAiProvider(
        remoteSettings(settings.openAi(), settings.runs().workers()),
        pictures,
        new ImageIoPictureCodec(permits),
        listener,
        clocks.wall(),
        clocks.nanos());
  }

  private static OpenAiSettings remoteSettings(ProviderSettings given, int workers) {
    return new OpenAiSettings(
        given.baseUrl().toString(),
        ApiKey.parse(given.apiKey().map(key -> key.reveal()).orElse("none")),
        given.enhancementModel(),
        given.imageModel(),
        given.imageQuality(),
        OpenAiSettings.Timeouts.of(given.enhanceTimeout(), given.imageTimeout()),
        ATTEMPTS,
        workers);
  }

  private static ImageProvider offline(AttributeDatabases databases, RenderPermits permits) {
    return new OfflinePainter(databases::records, permits);
  }
}
