package dev.dalleserver;

import dev.dalleserver.batches.BatchRegistry;
import dev.dalleserver.batches.BatchService;
import dev.dalleserver.cli.StatusPrinter;
import dev.dalleserver.cli.TerminalDetector;
import dev.dalleserver.collections.CollectionLimits;
import dev.dalleserver.collections.CollectionService;
import dev.dalleserver.console.EscapingPrintStream;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.dress.Prompts;
import dev.dalleserver.gallery.WordsSource;
import dev.dalleserver.jobs.Drainable;
import dev.dalleserver.jobs.JobLimits;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.outbound.UrlRules;
import dev.dalleserver.pictures.CheckedArtifacts;
import dev.dalleserver.pictures.PaymentGuard;
import dev.dalleserver.pictures.PictureArtifacts;
import dev.dalleserver.pictures.PictureProviders;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.series.UserSeriesWriter;
import dev.dalleserver.settings.BatchSettings;
import dev.dalleserver.settings.ReloadableSettings;
import dev.dalleserver.settings.RunSettings;
import dev.dalleserver.settings.Secret;
import dev.dalleserver.settings.Settings;
import dev.dalleserver.settings.WebSettings;
import dev.dalleserver.settings.WebhookSettings;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.DataDirectoryException;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.telemetry.SpendingReport;
import dev.dalleserver.telemetry.Telemetry;
import dev.dalleserver.web.Routes;
import dev.dalleserver.web.http.AccessPolicy;
import dev.dalleserver.web.server.BindException;
import dev.dalleserver.web.server.Limits;
import dev.dalleserver.web.server.ServerLoad;
import dev.dalleserver.web.server.WebServer;
import dev.dalleserver.webhooks.CallbackRegistry;
import dev.dalleserver.webhooks.DeliveryPolicy;
import dev.dalleserver.webhooks.EndReader;
import dev.dalleserver.webhooks.SharedDispatcher;
import dev.dalleserver.webhooks.SharedEnds;
import dev.dalleserver.webhooks.WebhookDispatcher;
import dev.dalleserver.webhooks.WebhookSender;
import dev.dalleserver.webhooks.WebhookSigner;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds one server, each part from those before it. Each part that must be closed is registered
 * when it is opened, so that a start that fails half-way leaves no part open.
 */
final class ServerBuilder {
  private final Settings settings;
  private final Clocks clocks;
  private final ShutdownSequence shutdown;
  private final DataLayout layout;
  private final AttributeDatabases databases;
  private final SeriesCatalog catalog;
  private final DirectoryMonitor directoryMonitor;
  private final FileStore store;
  private final Telemetry telemetry;
  private final Backend backend;
  private final ProgressManager progress;
  private final List<Consumer<ReloadableSettings>> reloads = new CopyOnWriteArrayList<>();
  private final HostsAndProxies reach;
  private final AccessPolicy access;
  private @Nullable Providers providers;

  ServerBuilder(Settings settings, Clocks clocks, ShutdownSequence shutdown)
      throws DataDirectoryException, IOException {
    this.settings = settings;
    this.clocks = clocks;
    this.shutdown = shutdown;
    this.reach = new HostsAndProxies(settings.web());
    this.access = access();
    this.layout = new DataLayout(settings.dataDir());
    DataDirectory.requireRealFolders(settings.dataDir());
    // Databases first: they are read-only, and a folder that cannot be read must stop the start
    // before the server changes the data directory.
    this.databases = AttributeDatabases.load(layout.databases());
    this.telemetry = new Telemetry(Version.text(), clocks);
    BackendPlan plan =
        shutdown.add(
            BackendPlan.of(new BackendPlan.Start(settings, clocks, layout, databases, telemetry)));
    this.catalog = SeriesCatalog.load(plan.series());
    telemetry.series(catalog::mayExist);
    DataDirectory directory = shutdown.add(DataDirectory.open(settings.dataDir()));
    this.directoryMonitor = new DirectoryMonitor(directory);
    this.store = new FileStore(directory);
    RunSettings runs = settings.runs();
    this.backend = shutdown.add(plan.open(store));
    backend.surroundings().operations().accept(telemetry.fileOperations());
    this.progress =
        new ProgressManager(
            backend.history(),
            clocks,
            new ProgressManager.Retention(runs.failureHold(), runs.progressTtl()));
    progress.sharePreviews(backend.surroundings().previews());
    shutdown.add(telemetry.observe(progress, backend.artifacts(), runs));
    shutdown
        .add(new FinishedRunEvictor(progress))
        .scheduleEvery(DirectoryMonitor.INTERVAL, directoryMonitor::check);
  }

  /** Builds the remaining parts and starts to listen. */
  WebServer start(Providers.Factory factory, Limits limits, MemoryBudget memory)
      throws BindException, IOException {
    ReceivedPictures received = new ReceivedPictures(backend.artifacts(), clocks.wall());
    received.removeLeftovers();
    Providers chosen = shutdown.add(create(factory, memory, received));
    telemetry.observe(memory);
    ServerLoad load = new ServerLoad(limits, reach.isTrustedProxy(), memory);
    reloads.add(factory::reload);
    providers = chosen;
    progress.observe(chosen.line(), settings.runs().workers());
    CheckedArtifacts artifacts =
        new CheckedArtifacts(
            backend.artifacts(), chosen.pictureProviders().annotator(), clocks.wall());
    PictureProviders pictureProviders = guarded(chosen.pictureProviders(), received);
    // Closed after the parts that end runs, so that receivers are told of runs that are cut off.
    Optional<WebhookSender> sender = settings.webhook().map(this::webhookSender);
    PictureService pictures = shutdown.add(pictures(artifacts, pictureProviders, received));
    catalog.followHidden(backend.catalog()::hide);
    backend.catalog().setWords(key -> pictures.dress(key).map(ServerBuilder::words));
    BatchService batches = shutdown.add(batches(pictureProviders, chosen, received));
    telemetry.observe(batches, chosen.pictureProviders().providerName());
    CollectionService collections = collections(pictures, artifacts, chosen);
    Optional<CallbackRegistry> webhooks = sender.map(it -> webhooks(it, pictures, batches));
    shutdown.add(telemetry);
    if (TerminalDetector.isStandardErrorTerminal()) {
      shutdown.add(new StatusPrinter(progress, EscapingPrintStream.to(System.err)).start());
    }
    Routes routes =
        new Routes(domain(artifacts, pictures, batches, chosen, webhooks), collections, load);
    WebServer web = listen(routes, limits, load);
    collections.start();
    addDrain(List.of(pictures.drainable(), batches.drainable()), limits.drainTimeout());
    shutdown.add(web::announceShutdown);
    return web;
  }

  private WebServer listen(Routes routes, Limits limits, ServerLoad load) throws BindException {
    telemetry.observe(load);
    telemetry.streams(routes::followers);
    WebServer web =
        shutdown.add(
            WebServer.start(entrance(limits, load), routes, clocks.wall(), telemetry.requests()));
    shutdown.add(routes::endStreams);
    telemetry.scheduleAfterStart(backend.surroundings().background());
    shutdown.add(catalog.follow(databases));
    return web;
  }

  private CollectionService collections(
      PictureService pictures, ArtifactStore artifacts, Providers chosen) {
    RunSettings runs = settings.runs();
    CollectionService made =
        new CollectionService(
            backend.collections(),
            new CollectionService.Surroundings(
                pictures,
                progress,
                artifacts,
                backend.artifacts(),
                CollectionPrices.of(
                    chosen.pictureProviders(), reloaded(ReloadableSettings::prices)),
                runs.workers()),
            CollectionLimits.of(runs.collectionWorkers()));
    telemetry.observe(shutdown.add(made));
    return made;
  }

  private Providers create(
      Providers.Factory factory, MemoryBudget memory, ReceivedPictures received) {
    factory.keep(backend.surroundings().pace());
    return factory.create(databases, telemetry.openAiListener(), memory, received);
  }

  private PictureProviders guarded(PictureProviders all, ReceivedPictures received) {
    return new PaymentGuard(
            backend.artifacts(),
            backend.spending(),
            received,
            reloaded(ReloadableSettings::prices),
            telemetry.expenses(backend.usage()))
        .guard(all);
  }

  private void addDrain(List<Drainable> work, Duration timeout) {
    // A part of the time that answers get, so that clients waiting for such a picture still get it.
    Duration paid = timeout.multipliedBy(4).dividedBy(5);
    shutdown.add(new PaidWorkDrain(work, paid));
    work.forEach(part -> shutdown.add(part::refuseNewWork));
  }

  /** Takes up settings that have changed while the server runs. */
  void reload(ReloadableSettings changed) {
    reloads.forEach(part -> part.accept(changed));
  }

  /** Returns the operator's databases, which can be read again. */
  AttributeDatabases databases() {
    return databases;
  }

  /** Returns the current value of a setting, or of what is made of it, which reloads replace. */
  private <T> Supplier<T> reloaded(Function<ReloadableSettings, T> read) {
    AtomicReference<T> current = new AtomicReference<>(read.apply(settings.reloadable()));
    reloads.add(changed -> current.set(read.apply(changed)));
    return current::get;
  }

  private static WordsSource.Words words(DalleDress dress) {
    Prompts prompts = dress.words().prompts();
    List<String> texts = new ArrayList<>(dress.words().drawn().records());
    texts.add(prompts.enhanced());
    texts.add(prompts.base());
    return new WordsSource.Words(prompts.title(), texts);
  }

  /** Describes the image provider for the operator; known once the server has started. */
  String providers() {
    return Objects.requireNonNull(providers, "not started").describe();
  }

  /** Returns the monitor that detects the loss of the data directory. */
  DirectoryMonitor directoryMonitor() {
    return directoryMonitor;
  }

  private WebhookSender webhookSender(WebhookSettings webhookSettings) {
    UrlRules rules = UrlRules.of("callback", webhookSettings.url());
    WebhookSender sender =
        shutdown.add(
            new WebhookSender(
                rules,
                reloaded(now -> now.webhookSecret().map(key -> WebhookSigner.of(key.reveal()))),
                DeliveryPolicy.DEFAULT,
                clocks.wall(),
                () -> ThreadLocalRandom.current().nextDouble(),
                telemetry.webhookListener(),
                ConfiguredProviders.network(settings.network())));
    telemetry.webhooks(sender::waiting);
    return sender;
  }

  private CallbackRegistry webhooks(
      WebhookSender sender, PictureService pictures, BatchService batches) {
    Optional<URI> operator = settings.webhook().flatMap(WebhookSettings::url);
    UrlRules rules = UrlRules.of("callback", operator);
    String prefix = settings.web().external().basePath();
    Optional<SharedEnds> ends = backend.surroundings().ends();
    if (ends.isPresent()) {
      EndReader reader = SharedWebhooks.reader(pictures, batches);
      SharedDispatcher shared = new SharedDispatcher(rules, ends.get(), reader, sender, prefix);
      shutdown.add(SharedWebhooks.start(ends.get(), shared));
      return shared;
    }
    WebhookDispatcher dispatcher =
        new WebhookDispatcher(operator, rules, sender, clocks.wall(), prefix);
    progress.addListener(dispatcher);
    batches.addEndListener(dispatcher);
    return dispatcher;
  }

  private PictureService pictures(
      ArtifactStore artifacts, PictureProviders pictureProviders, ReceivedPictures received) {
    RunSettings runs = settings.runs();
    return new PictureService(
        catalog,
        new DressFactory(databases),
        progress,
        new PictureArtifacts(artifacts, received, clocks.wall()),
        pictureProviders,
        new JobLimits(runs.workers(), runs.queue(), runs.lockTtl()),
        backend.jobs());
  }

  private BatchService batches(
      PictureProviders pictureProviders, Providers chosen, ReceivedPictures received)
      throws IOException {
    BatchSettings batches = settings.batches();
    BatchRegistry.Limits limits =
        new BatchRegistry.Limits(
            batches.slots(),
            batches.resultTtl(),
            settings.runs().lockTtl(),
            settings.runs().queue(),
            settings.runs().workers() - 1);
    BatchService service =
        new BatchService(
            pictureProviders.provider(),
            chosen.encoder(),
            backend.artifacts(),
            received,
            progress,
            limits,
            backend.jobs());
    service.scheduleCleanUp(batches.cleanupInterval());
    return service;
  }

  private Routes.Domain domain(
      CheckedArtifacts artifacts,
      PictureService pictures,
      BatchService batches,
      Providers chosen,
      Optional<CallbackRegistry> webhooks) {
    Routes.Operations operations =
        telemetry.operations(
            pictures,
            chosen::status,
            chosen.endpoints(),
            new SpendingReport.Source(
                backend.spending(), backend.usage(), settings.spending().prices().currency()),
            settings.runs(),
            new Telemetry.Places(store, backend.surroundings().checks(), this::skippedFiles));
    NamesAndAvatars derived =
        NamesAndAvatars.open(
            settings, clocks, shutdown, telemetry, store, artifacts, pictures, chosen);
    Routes.Gallery gallery =
        new Routes.Gallery(backend.catalog(), derived.small(), derived.names());
    Routes.Words wordRoutes =
        new Routes.Words(
            catalog,
            new UserSeriesWriter(catalog, databases, backend.series()),
            shutdown.add(chosen.drafts(databases)),
            databases);
    return new Routes.Domain(
        pictures,
        progress,
        wordRoutes,
        artifacts,
        batches,
        clocks.wall(),
        gallery,
        operations,
        webhooks.orElse(CallbackRegistry.DISABLED),
        access,
        reach.urls());
  }

  /** Returns the operator's files that cannot be used, and why. */
  private Map<String, String> skippedFiles() {
    Map<String, String> skipped = new TreeMap<>(catalog.skipped());
    skipped.putAll(databases.skipped());
    return skipped;
  }

  private WebServer.Options entrance(Limits limits, ServerLoad load) {
    WebSettings web = settings.web();
    return new WebServer.Options(web.host(), web.port(), access, reach.urls(), limits, load);
  }

  private AccessPolicy access() {
    WebSettings web = settings.web();
    return new AccessPolicy(
        reloaded(now -> check(now.apiTokens())),
        web.allowAnonymous(),
        web.corsOrigins(),
        reach.acceptedHosts(),
        web.strictMethods());
  }

  private static Optional<Predicate<String>> check(List<Secret> tokens) {
    // Compares all tokens every time, so that the duration does not tell which one nearly matches.
    return tokens.isEmpty()
        ? Optional.empty()
        : Optional.of(text -> tokens.stream().filter(t -> t.matches(text)).count() > 0);
  }
}
