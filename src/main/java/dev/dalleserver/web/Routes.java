package dev.dalleserver.web;

import dev.dalleserver.batches.BatchService;
import dev.dalleserver.collections.CollectionService;
import dev.dalleserver.drafts.DraftService;
import dev.dalleserver.exports.ExportSources;
import dev.dalleserver.gallery.PictureCatalog;
import dev.dalleserver.health.HealthMonitor;
import dev.dalleserver.names.NameService;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.series.UserSeriesWriter;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.web.collections.CollectionRoutes;
import dev.dalleserver.web.events.EventHub;
import dev.dalleserver.web.events.EventPace;
import dev.dalleserver.web.events.LongPolls;
import dev.dalleserver.web.events.StartedRequests;
import dev.dalleserver.web.events.StreamAnswer;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.files.StaticAssets;
import dev.dalleserver.web.http.AccessPolicy;
import dev.dalleserver.web.http.AccessRules;
import dev.dalleserver.web.http.Effect;
import dev.dalleserver.web.http.ErrorPage;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.Operation;
import dev.dalleserver.web.http.RequestContext;
import dev.dalleserver.web.http.Route;
import dev.dalleserver.web.names.NamesHandler;
import dev.dalleserver.web.pages.PictureErrorPage;
import dev.dalleserver.web.pages.PicturePage;
import dev.dalleserver.web.pages.SiteFiles;
import dev.dalleserver.web.pictures.PictureRoutes;
import dev.dalleserver.web.pictures.PictureSources;
import dev.dalleserver.web.server.RouteTable;
import dev.dalleserver.web.server.ServerLoad;
import dev.dalleserver.web.words.SeriesRoutes;
import dev.dalleserver.webhooks.CallbackRegistry;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The table of all URLs of the server. */
public final class Routes implements RouteTable {
  /** The services that the handlers use. */
  public record Domain(
      PictureService pictures,
      ProgressManager progress,
      Words words,
      ArtifactStore store,
      BatchService batches,
      Clock clock,
      Gallery gallery,
      Operations operations,
      CallbackRegistry callbacks,
      AccessPolicy access,
      ExternalUrls urls) {}

  /** The series and databases that pictures are made from, and how series are written and tried. */
  public record Words(
      SeriesCatalog catalog,
      UserSeriesWriter writer,
      DraftService drafts,
      AttributeDatabases databases) {}

  /** The index of the stored pictures, and smaller ones made of them. */
  public record Gallery(PictureCatalog images, PictureRoutes.Small small, NameService names) {}

  /**
   * The sources of what operators see of the server's state.
   *
   * @param spending returns a record with what was used and paid for
   */
  public record Operations(
      String version,
      HealthMonitor health,
      MetricsSource metrics,
      RecentErrors errors,
      Supplier<?> spending) {}

  private static final String WEB_SOCKET_PATH = "/dalle/{series}/{address}/ws";

  private final List<Route> table = new ArrayList<>();
  private final Map<Route, Pattern> patterns = new LinkedHashMap<>();
  private final LongPolls longPolls;
  private final EventHub hub;
  private final EventsHandler events;
  private final AccessRules access;
  private final ErrorPage errorPage;

  /**
   * @param load limits the number of followers
   */
  public Routes(Domain domain, CollectionService collections, ServerLoad load) {
    this.access = new AccessRules(domain.access());
    this.longPolls = new LongPolls(load.followers());
    this.hub = new EventHub(domain.progress(), EventPace.DEFAULT, domain.clock(), load.memory());
    FileAnswer files = new FileAnswer(domain.store());
    StaticAssets assets = new StaticAssets("static", files);
    this.errorPage = new PictureErrorPage(assets);
    Callbacks callbacks = new Callbacks(domain.callbacks());
    DalleHandler dalle = createDalleHandler(domain, files, callbacks);
    StreamedPictures streamed = new StreamedPictures(domain.batches());
    BatchesHandler batches =
        new BatchesHandler(
            domain.batches(), files, streamed, new BatchLongPoll(longPolls), callbacks);
    this.events = createEventsHandler(domain, load, dalle, batches);

    NamesHandler names = new NamesHandler(domain.gallery().names());
    addPictures(dalle, names, new RunPreviewHandler(domain.progress()));
    addWords(domain.words(), assets);
    addFiles(files);
    addBatches(batches);
    OpenAiModelsHandler.rows(domain, longPolls, streamed).forEach(this::add);
    StreamAnswer streams = new StreamAnswer(hub, load.followers());
    ExportSources exported =
        new ExportSources(
            domain.gallery().images(),
            domain.store(),
            domain.gallery().small().avatars(),
            domain.pictures()::dressOrPlan);
    new CollectionRoutes(collections, streams, assets, exported).all().forEach(this::add);
    addGallery(domain, assets);
    addDerived(domain, files);
    addOperations(domain, assets);
    DocsHandler docs = new DocsHandler(assets, new StaticAssets("viewer", files));
    addDocumentation(domain, docs, files);
    add(Route.reading("/", "this list", new RootHandler(table)::get));
    addUnlisted(docs);
  }

  private DalleHandler createDalleHandler(Domain domain, FileAnswer files, Callbacks callbacks) {
    return new DalleHandler(
        domain.pictures(),
        createPictureResolver(domain),
        files,
        new RunLongPoll(domain.progress(), longPolls),
        callbacks);
  }

  private EventsHandler createEventsHandler(
      Domain domain, ServerLoad load, DalleHandler dalle, BatchesHandler batches) {
    return new EventsHandler(
        hub,
        load.followers(),
        dalle,
        batches,
        domain.pictures(),
        domain.progress(),
        new StartedRequests(domain.clock()));
  }

  private void addFiles(FileAnswer files) {
    add(
        Route.reading(
            "/files/<path>",
            "stored files, such as /files/simple/prompt/0x....txt",
            new FilesHandler(files)::get));
  }

  private void addPictures(DalleHandler dalle, NamesHandler names, RunPreviewHandler previews) {
    add(
        Route.switched(
                "/dalle/{series}/{address}",
                "a picture; ?generate=1 makes it",
                names.before(dalle::get))
            .withMethod(HandlerType.POST, names.before(dalle::post))
            .withMethod(HandlerType.DELETE, dalle::delete));
    add(
        Route.switched(
            "/dalle/{series}/{address}/events", "its progress, pushed", events::picture));
    add(
        Route.switched(
            WEB_SOCKET_PATH, "its progress over a WebSocket", events::refuseWithoutUpgrade));
    add(
        Route.reading(
            "/dalle/{series}/{address}/preview", "the picture while it is painted", previews::get));
    add(Route.reading("/events", "the progress of all pictures, pushed", events::all));
    add(Route.reading("/resolve", "the address of a name or phrase; ?name", names::resolve));
  }

  private void addWords(Words words, StaticAssets assets) {
    SeriesRoutes series = new SeriesRoutes(words.catalog(), words.writer(), words.drafts(), assets);
    series.rows().forEach(this::add);
    DatabasesHandler databases = new DatabasesHandler(words.databases());
    add(Route.reading("/databases", "the databases of words", databases::list));
    add(
        Route.reading(
            "/databases/{name}",
            "the records of one database; ?q, ?limit, ?cursor",
            databases::get));
  }

  private static PictureResolver createPictureResolver(Domain domain) {
    return new PictureResolver(domain.words().catalog(), domain.gallery().images());
  }

  private void addBatches(BatchesHandler batches) {
    add(
        Route.reading(
                "/v1/images/generations", "free-prompt batches; POST makes one", batches::list)
            .withMethod(HandlerType.POST, batches::post));
    add(
        Route.reading("/v1/images/generations/{id}", "one batch; DELETE cancels it", batches::get)
            .withMethod(HandlerType.DELETE, batches::delete));
    add(Route.reading("/v1/images/generations/{id}/events", "its progress, pushed", events::batch));
    add(
        Route.reading(
            "/v1/images/generations/{id}/images/{n}", "one finished picture", batches::image));
  }

  private void addOperations(Domain domain, StaticAssets assets) {
    Operations operations = domain.operations();
    MetricsHandler metrics =
        new MetricsHandler(
            operations.metrics(), domain.progress().history(), operations.spending());
    add(
        Route.reading(
            "/health",
            "the server's health; ?check=liveness, ?check=readiness",
            new HealthHandler(operations.health())::get));
    add(Route.reading("/metrics", "metrics for Prometheus; ?format=json", metrics::get));
    add(
        Route.reading(
            "/errors",
            "recent errors; ?format=json",
            new ErrorsHandler(operations.errors(), assets)::get));
    add(
        Route.reading(
            "/stats",
            "charts of how long pictures take",
            ctx -> assets.sendPage(ctx, "stats.html", "")));
  }

  private void addDocumentation(Domain domain, DocsHandler docs, FileAnswer files) {
    OpenApiHandler openApi =
        new OpenApiHandler(domain.operations().version(), domain.urls(), files);
    add(Route.reading("/openapi.json", "these endpoints as OpenAPI 3.1", openApi::get));
    add(Route.reading("/docs", "the OpenAPI document as a page", docs::get));
  }

  /** Adds routes that only pages refer to, and paths that lack a part; neither is listed. */
  private void addUnlisted(DocsHandler docs) {
    add(Route.reading("/static/{hash}/{file}", "", docs::asset));
    List.of("/avatars", "/dalle", "/pictures", "/thumbnails").forEach(this::addIncomplete);
    add(Route.reading("/metadata", "", new IncompletePathHandler("/metadata")::get));
    add(Route.reading("/images/*", "", new IncompletePathHandler("/images")::get));
  }

  private void addGallery(Domain domain, StaticAssets assets) {
    PictureCatalog index = domain.gallery().images();
    PictureResolver resolver = createPictureResolver(domain);
    ImagesHandler images =
        new ImagesHandler(index, resolver, domain.pictures(), domain.store(), access);

    add(
        Route.reading(
            "/images", "the stored pictures; ?series, ?q, ?limit, ?cursor", images::list));
    add(Route.reading("/images/{series}/{address}", "the details of one picture", images::get));
    add(
        Route.reading(
            "/preview", "the gallery", new PreviewHandler(index, assets, domain.urls())::get));
    PicturePage page =
        new PicturePage(index, domain.pictures(), assets, domain.urls(), access::needsToken);
    add(
        Route.reading(
            "/pictures/{series}/{address}",
            "the page of one picture, to share",
            ctx -> page.send(ctx, resolver.key(ctx))));
    new SiteFiles(assets).rows().forEach(this::add);
  }

  private void addDerived(Domain domain, FileAnswer files) {
    PictureResolver resolver = createPictureResolver(domain);
    PictureSources sources =
        new PictureSources(resolver::key, resolver::series, domain.gallery().images());
    PictureRoutes.Small small = domain.gallery().small();
    new PictureRoutes(
            sources,
            domain.store(),
            domain.words().catalog(),
            domain.pictures(),
            small,
            domain.urls(),
            files)
        .rows()
        .forEach(this::add);
  }

  private void addIncomplete(String top) {
    IncompletePathHandler handler = new IncompletePathHandler(top);
    add(Route.reading(top, "", handler::get));
    add(Route.reading(top + "/*", "", handler::get));
  }

  @Override
  public void register(RoutesConfig routes) {
    for (Route route : table) {
      route
          .operations()
          .forEach(
              (method, operation) -> {
                routes.addHttpHandler(method, route.path(), guarded(route, method, operation));
                boolean readable = operation.effect() != Effect.CHANGES;
                if (method.equals(HandlerType.GET) && readable) {
                  // The framework would answer 200 by itself, without calling the handler.
                  routes.addHttpHandler(
                      HandlerType.HEAD, route.path(), guarded(route, HandlerType.HEAD, operation));
                }
                if (route.path().equals(WEB_SOCKET_PATH)) {
                  routes.wsBeforeUpgrade(
                      WEB_SOCKET_PATH, ctx -> beforeUpgrade(route, operation, ctx));
                }
              });
    }
    routes.ws(WEB_SOCKET_PATH, events::webSocket);
  }

  /** Wraps a handler so that the access rules of its row apply to every request for it. */
  private Handler guarded(Route route, HandlerType method, Operation operation) {
    return ctx -> {
      RequestContext.of(ctx).recordRoute(route.path(), method.name());
      access.check(route, operation, ctx);
      operation.handler().handle(ctx);
    };
  }

  private void beforeUpgrade(Route route, Operation operation, Context ctx) {
    // The framework calls this for every request that has an upgrade header.
    RequestContext.of(ctx).recordRoute(route.path(), ctx.req().getMethod());
    if (!EventsHandler.isUpgrade(ctx)) {
      events.refuseWithoutUpgrade(ctx);
    }
    access.checkUpgrade(route, operation, ctx);
    events.beforeUpgrade(ctx);
  }

  /** Returns the number of clients that follow pushed progress now. */
  public int followers() {
    return hub.followers();
  }

  /** Ends all event streams and WebSockets, and answers all requests that are held. */
  public void endStreams() {
    hub.close();
    longPolls.release();
  }

  @Override
  public List<String> paths() {
    return table.stream().map(Route::path).toList();
  }

  @Override
  public Optional<Route> find(String path) {
    // Most requests with a body have a path without parameters; others cost a regular expression
    // for each row.
    return table.stream()
        .filter(route -> route.path().equals(path))
        .findFirst()
        .or(() -> findByPattern(path));
  }

  private Optional<Route> findByPattern(String path) {
    return patterns.entrySet().stream()
        .filter(form -> form.getValue().matcher(path).matches())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @Override
  public ErrorPage errorPage() {
    return errorPage;
  }

  @Override
  public AccessRules access() {
    return access;
  }

  private void add(Route route) {
    table.add(route);
    patterns.put(route, route.toPattern());
  }
}
