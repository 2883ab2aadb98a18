package dev.dalleserver;

import dev.dalleserver.gpu.Credentials;
import dev.dalleserver.gpu.GpuProvider;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.openai.ApiKey;
import dev.dalleserver.openai.OpenAiProvider;
import dev.dalleserver.openai.OpenAiSettings;
import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.painting.CaptionAnnotator;
import dev.dalleserver.painting.OfflinePainter;
import dev.dalleserver.painting.image.ImageIoPictureCodec;
import dev.dalleserver.painting.image.JpegEncoder;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.painting.image.ScaledRenderer;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PictureProviders;
import dev.dalleserver.pictures.PromptEnhancer;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.resilience.CallEnvironment;
import dev.dalleserver.resilience.CallLimits;
import dev.dalleserver.resilience.CallListener;
import dev.dalleserver.resilience.Pace;
import dev.dalleserver.resilience.ProviderStatus;
import dev.dalleserver.resilience.RemoteProvider;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.settings.ImageProviderChoice;
import dev.dalleserver.settings.NetworkSettings;
import dev.dalleserver.settings.ProviderSettings;
import dev.dalleserver.settings.ReloadableSettings;
import dev.dalleserver.settings.Secret;
import dev.dalleserver.settings.Settings;
import java.util.Map;
import java.util.Optional;

/** Creates the enhancer, the image provider and the annotator that the settings ask for. */
final class ConfiguredProviders implements Providers.Factory {
  /** The most attempts of one request: two retries outlast a short fault, and cost little. */
  private static final int ATTEMPTS = 3;

  private final Settings settings;
  private final Clocks clocks;
  private final OpenAiSettings remoteSettings;
  private final Credentials serverCredentials;
  private Pace pace = Pace.ALONE;

  ConfiguredProviders(Settings settings, Clocks clocks) {
    this.settings = settings;
    this.clocks = clocks;
    this.remoteSettings = remoteSettings(settings);
    this.serverCredentials = credentials(settings.imageServers().key());
  }

  @Override
  public void keep(Pace newPace) {
    pace = newPace;
  }

  private CallEnvironment calls() {
    return CallEnvironment.real(clocks.wall(), clocks.nanos()).with(pace);
  }

  @Override
  public void reload(ReloadableSettings changed) {
    replace(remoteSettings.apiKey(), changed.imageKey());
    remoteSettings
        .connections()
        .chat()
        .ifPresent(chat -> replace(chat.apiKey(), changed.promptKey()));
    changed
        .imageServerKey()
        .ifPresent(key -> serverCredentials.replaceBy(Credentials.of(key.reveal())));
  }

  private static void replace(ApiKey key, Optional<Secret> other) {
    other
        .filter(secret -> !secret.isNone())
        .ifPresent(secret -> key.replaceBy(ApiKey.parse(secret.reveal())));
  }

  private static Credentials credentials(Optional<Secret> key) {
    return key.map(secret -> Credentials.of(secret.reveal())).orElse(Credentials.NONE);
  }

  @Override
  public Providers create(
      AttributeDatabases databases,
      CallListener listener,
      MemoryBudget memory,
      ReceivedPictures pictures) {
    boolean paints = !settings.runs().skipImage();
    int previews = settings.openAi().partialImages();
    RenderPermits permits = RenderPermits.ofThisMachine(memory);
    Optional<OpenAiProvider> remote =
        paints && settings.usesRemoteProvider()
            ? Optional.of(openAi(listener, pictures, permits))
            : Optional.empty();
    boolean paintsRemotely = settings.effectiveImageProvider() == ImageProviderChoice.OPENAI;
    Optional<GpuProvider> server =
        paints
            ? new GpuProviderFactory(settings, serverCredentials)
                .create(parts(listener, pictures, permits))
            : Optional.empty();
    Optional<ImageProvider> provider =
        paints
            ? Optional.of(
                server
                    .map(GpuProvider::images)
                    .or(() -> remote.filter(any -> paintsRemotely).map(OpenAiProvider::images))
                    .orElseGet(() -> offline(databases, permits)))
            : Optional.empty();
    Optional<PromptEnhancer> enhancer =
        settings.runs().enhance() ? remote.map(OpenAiProvider::enhancer) : Optional.empty();
    return new Providers(
        new PictureProviders(
            enhancer,
            previews > 0 ? provider : provider.map(WithoutPreviews::new),
            new CaptionAnnotator("dalleserver " + Version.release(), permits),
            previews),
        remotes(server, remote, paintsRemotely),
        new JpegEncoder(permits),
        new ScaledRenderer(permits),
        offline(databases, permits));
  }

  private static Optional<RemoteProvider> remotes(
      Optional<GpuProvider> server, Optional<OpenAiProvider> openAi, boolean paintsRemotely) {
    if (server.isPresent() && openAi.isPresent()) {
      return Optional.of(new PicturesAndPrompts(server.get(), openAi.get()));
    }
    return server
        .<RemoteProvider>map(only -> only)
        .or(() -> openAi.map(any -> paintsRemotely ? any : new PromptsOnly(any)));
  }

  private GpuProvider.Parts parts(
      CallListener listener, ReceivedPictures pictures, RenderPermits permits) {
    return new GpuProvider.Parts(pictures, new ImageIoPictureCodec(permits), listener, calls());
  }

  /** A provider that only rewrites prompts, while the built-in painter paints. */
  private record PromptsOnly(OpenAiProvider provider) implements RemoteProvider {
    @Override
    public ProviderStatus status() {
      return provider.status();
    }

    @Override
    public String describe() {
      return "offline; " + provider.describeChat();
    }

    @Override
    public Map<String, String> endpoints() {
      return Map.of("prompts", provider.endpoints().getOrDefault("prompts", ""));
    }

    @Override
    public void close() {
      provider.close();
    }
  }

  /** Creates the remote provider that the settings describe. */
  OpenAiProvider openAi(CallListener listener, ReceivedPictures pictures, RenderPermits permits) {
    return new OpenAiProvider(
        remoteSettings, pictures, new ImageIoPictureCodec(permits), listener, calls());
  }

  /** Returns the settings of the remote provider for its package. */
  static OpenAiSettings remoteSettings(Settings settings) {
    ProviderSettings given = settings.openAi();
    return new OpenAiSettings(
        given.baseUrl().toString(),
        apiKey(given.apiKey()),
        given.enhancementModel(),
        given.imageModel(),
        given.imageQuality(),
        given.imageSize().orElse(""),
        OpenAiSettings.Timeouts.of(given.enhanceTimeout(), given.imageTimeout()),
        new CallLimits(ATTEMPTS, settings.runs().workers(), given.imagesPerMinute()),
        connections(settings));
  }

  private static OpenAiSettings.Connections connections(Settings settings) {
    ProviderSettings given = settings.openAi();
    Optional<OpenAiSettings.ChatEndpoint> chat =
        given.enhancement().isGiven()
            ? Optional.of(
                new OpenAiSettings.ChatEndpoint(
                    given.enhancementBaseUrl().toString(), apiKey(given.enhancementApiKey())))
            : Optional.empty();
    return new OpenAiSettings.Connections(
        chat,
        given.organization(),
        given.project(),
        given.imageHosts(),
        network(settings.network()));
  }

  private static ApiKey apiKey(Optional<Secret> given) {
    return given
        .filter(key -> !key.isNone())
        .map(key -> ApiKey.parse(key.reveal()))
        .orElse(ApiKey.NONE);
  }

  /** Returns how the server reaches other hosts. */
  static OutboundNetwork network(NetworkSettings given) {
    return OutboundNetwork.of(
        given.forHttps(), given.forHttp(), given.noProxy(), given.certificates());
  }

  private static ImageProvider offline(AttributeDatabases databases, RenderPermits permits) {
    return new OfflinePainter(databases::records, permits);
  }
}
