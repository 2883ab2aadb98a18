package dev.dalleserver;

import dev.dalleserver.generation.Annotator;
import dev.dalleserver.generation.ImageProvider;
import dev.dalleserver.generation.PictureProviders;
import dev.dalleserver.generation.PromptEnhancer;
import dev.dalleserver.generation.ReceivedPictures;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.openai.ApiKey;
import dev.dalleserver.openai.OpenAiListener;
import dev.dalleserver.openai.OpenAiProvider;
import dev.dalleserver.openai.OpenAiSettings;
import dev.dalleserver.painting.CaptionAnnotator;
import dev.dalleserver.painting.ImageIoPictureCodec;
import dev.dalleserver.painting.OfflinePainter;
import dev.dalleserver.painting.RenderPermits;
import dev.dalleserver.painting.Vocabulary;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.series.AttributeDatabase;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.settings.ImageProviderChoice;
import dev.dalleserver.settings.ProviderSettings;
import dev.dalleserver.settings.RunSettings;
import dev.dalleserver.settings.Settings;
import java.util.List;
import java.util.Optional;

/** Chooses who enhances, paints and captions, by the settings. */
final class ConfiguredProviders implements Providers.Factory {
  /** How often one request is made at the most, see the reliability page of the design. */
  private static final int ATTEMPTS = 3;

  private final Settings settings;
  private final Clocks ticker;

  ConfiguredProviders(Settings settings, Clocks ticker) {
    this.settings = settings;
    this.ticker = ticker;
  }

  @Override
  public Providers make(
      AttributeDatabases databases,
      OpenAiListener listener,
      MemoryBudget memory,
      ReceivedPictures pictures) {
    RunSettings runs = settings.runs();
    boolean paints = !runs.skipImage();
    RenderPermits workplaces = RenderPermits.ofThisMachine(memory);
    Optional<OpenAiProvider> remote =
        paints && settings.effectiveImageProvider() == ImageProviderChoice.OPENAI
            ? Optional.of(openAi(listener, pictures, workplaces))
            : Optional.empty();
    Optional<ImageProvider> provider =
        paints
            ? Optional.of(
                remote.map(OpenAiProvider::images).orElseGet(() -> offline(databases, workplaces)))
            : Optional.empty();
    Optional<PromptEnhancer> enhancer =
        runs.enhance() ? remote.map(OpenAiProvider::enhancer) : Optional.empty();
    Annotator annotator = new CaptionAnnotator("dalleserver " + Version.release(), workplaces);
    return new Providers(new PictureProviders(enhancer, provider, annotator), remote);
  }

  private OpenAiProvider openAi(
      OpenAiListener listener, ReceivedPictures pictures, RenderPermits workplaces) {
    return new OpenAiProvider(
        remoteSettings(settings.openAi(), settings.runs().workers()),
        pictures,
        new ImageIoPictureCodec(workplaces),
        listener,
        ticker.wall(),
        ticker.nanos());
  }

  private static OpenAiSettings remoteSettings(ProviderSettings given, int workers) {
    OpenAiSettings.Timeouts usual = OpenAiSettings.Timeouts.DEFAULT;
    return new OpenAiSettings(
        given.baseUrl().toString(),
        ApiKey.parse(given.apiKey().map(key -> key.reveal()).orElse("none")),
        given.enhancementModel(),
        given.imageModel(),
        given.imageQuality(),
        new OpenAiSettings.Timeouts(
            usual.connect(), given.enhanceTimeout(), given.imageTimeout(), usual.download()),
        ATTEMPTS,
        workers);
  }

  private static ImageProvider offline(AttributeDatabases databases, RenderPermits workplaces) {
    return new OfflinePainter(words(databases), workplaces);
  }

  /** The records of every database by its name. */
  static Vocabulary words(AttributeDatabases databases) {
    return name -> databases.find(name).map(AttributeDatabase::records).orElse(List.of());
  }
}
