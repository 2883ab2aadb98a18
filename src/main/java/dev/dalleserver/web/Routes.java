package dev.dalleserver.web;

import dev.dalleserver.batches.BatchService;
import dev.dalleserver.generation.GenerationService;
import dev.dalleserver.generation.ThumbnailStore;
import dev.dalleserver.health.HealthMonitor;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.series.UserSeriesWriter;
import dev.dalleserver.store.FileStore;
import dev.dalleserver.store.ImageIndex;
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
import java.util.regex.Pattern;

/** The one table of all URLs. */
public final class Routes {
  /** What the handlers work on. */
  public record Domain(
      GenerationService generations,
      ProgressManager progress,
      Words words,
      FileStore store,
      BatchService batches,
      Clock clock,
      Gallery gallery,
      Operations operations,
      CallbackRegistry callbacks,
      AccessPolicy access) {}

  /** What pictures are made of, and what changes it. */
  public record Words(
      SeriesCatalog catalog, UserSeriesWriter editor, AttributeDatabases databases) {}

  /** What shows the pictures that there are. */
  public record Gallery(ImageIndex images, ThumbnailStore thumbnails) {}

  /** What tells operators how the server is doing. */
  public record Operations(
      String version, HealthMonitor health, MetricsSource metrics, RecentErrors errors) {}

  private static final String SOCKET = "/dalle/{series}/{address}/ws";

  private static final String OPENAI = "/openai/v1";

  private final List<Route> table = new ArrayList<>();
  private final Map<Route, Pattern> forms = new LinkedHashMap<>();
  private final LongPolls held;
  private final EventHub hub;
  private final EventsHandler events;
  private final AccessRules access;

  /**
   * @param load limits the clients that follow something
   */
  public Routes(Domain domain, ServerLoad load) {
    this.access = new AccessRules(domain.access());
    this.held = new LongPolls(load.followers());
    FileAnswer files = new FileAnswer(domain.store());
    StaticAssets assets = new StaticAssets("static", files);
    Callbacks callbacks = new Callbacks(domain.callbacks());
    DalleHandler dalle =
        new DalleHandler(
            domain.generations(),
            known(domain),
            files,
            new RunLongPoll(domain.progress(), held),
            callbacks);
    StreamedPictures streamed = new StreamedPictures(domain.batches());
    GenerationsHandler batches =
        new GenerationsHandler(
            domain.batches(), files, streamed, new BatchLongPoll(held), callbacks);
    this.hub = new EventHub(domain.progress(), EventPace.DEFAULT, domain.clock(), load.memory());
    this.events =
        new EventsHandler(
            hub, load.followers(), dalle, batches, domain.generations(), domain.progress());

    addPictures(dalle);
    addWords(domain.words());
    add(
        Route.reading(
            "/files/<path>",
            "stored files, such as /files/simple/prompt/0x....txt",
            new FilesHandler(domain.store(), files)::get));
    addBatches(batches);
    addOpenAi(domain, streamed);
    addGallery(domain, files, assets);
    addOperations(domain, assets);
    DocsHandler docs = new DocsHandler(assets, new StaticAssets("viewer", files));
    addDocumentation(domain, docs, files);
    add(Route.reading("/", "this list", new RootHandler(list())::get));
    addUnlisted(docs);
  }

  private void addPictures(DalleHandler dalle) {
    add(
        Route.switched("/dalle/{series}/{address}", "a picture; ?generate=1 makes it", dalle::get)
            .and(HandlerType.POST, dalle::post)
            .and(HandlerType.DELETE, dalle::delete));
    add(
        Route.switched(
            "/dalle/{series}/{address}/events", "its progress, pushed", events::picture));
    add(Route.switched(SOCKET, "its progress over a WebSocket", events::noWebSocket));
    add(Route.reading("/events", "the progress of all pictures, pushed", events::all));
  }

  private void addWords(Words words) {
    SeriesHandler series = new SeriesHandler(words.catalog(), words.editor());
    DatabasesHandler databases = new DatabasesHandler(words.databases());
    add(Route.reading("/series", "the series; ?details=series lists their words", series::list));
    add(
        Route.reading(
                "/series/{name}", "one series; PUT writes, DELETE removes your own", series::get)
            .and(HandlerType.PUT, series::put)
            .and(HandlerType.DELETE, series::delete));
    add(Route.reading("/databases", "where the words come from", databases::list));
    add(Route.reading("/databases/{name}", "their records; ?q, ?limit, ?cursor", databases::get));
  }

  private static PictureResolver known(Domain domain) {
    return new PictureResolver(domain.words().catalog(), domain.gallery().images());
  }

  private void addBatches(GenerationsHandler batches) {
    add(
        Route.reading(
                "/v1/images/generations", "free-prompt batches; POST makes one", batches::list)
            .and(HandlerType.POST, batches::post));
    add(
        Route.reading("/v1/images/generations/{id}", "one batch; DELETE cancels it", batches::get)
            .and(HandlerType.DELETE, batches::delete));
    add(
        Route.reading(
            "/v1/images/generations/{id}/events", "its progress, pushed", events::generation));
    add(
        Route.reading(
            "/v1/images/generations/{id}/images/{n}", "one finished picture", batches::image));
  }

  private void addOpenAi(Domain domain, StreamedPictures streamed) {
    OpenAiImagesHandler images =
        new OpenAiImagesHandler(domain.batches(), held, streamed, domain.access().hosts());
    OpenAiModelsHandler models =
        new OpenAiModelsHandler(domain.batches().model(), domain.clock().instant());
    add(
        Route.changing(
            OPENAI + "/images/generations",
            "pictures in one answer, for clients of the OpenAI protocol",
            HandlerType.POST,
            images::post));
    add(Route.reading(OPENAI + "/models", "who paints, for the same", models::list));
    add(Route.reading(OPENAI + "/models/<model>", "one of them", models::get));
  }

  private void addOperations(Domain domain, StaticAssets assets) {
    Operations operations = domain.operations();
    HealthHandler health = new HealthHandler(operations.health());
    MetricsHandler metrics =
        new MetricsHandler(operations.metrics(), domain.progress().statistics());
    ErrorsHandler errors = new ErrorsHandler(operations.errors(), assets);
    add(Route.reading("/health", "how it is; ?check=liveness, ?check=readiness", health::get));
    add(Route.reading("/metrics", "for Prometheus; ?format=json", metrics::get));
    add(Route.reading("/errors", "what went wrong lately; ?format=json", errors::get));
    add(
        Route.reading(
            "/stats",
            "how long pictures take, drawn",
            ctx -> assets.sendPage(ctx, "stats.html", "")));
  }

  private void addDocumentation(Domain domain, DocsHandler docs, FileAnswer files) {
    OpenApiHandler openApi = new OpenApiHandler(domain.operations().version(), files);
    add(Route.reading("/openapi.json", "all of this for programs, OpenAPI 3.1", openApi::get));
    add(Route.reading("/docs", "the same, shown", docs::get));
  }

  /** What pages name and people do not, and paths that lack a part. */
  private void addUnlisted(DocsHandler docs) {
    add(Route.reading("/static/{hash}/{file}", "", docs::asset));
    addIncomplete("/dalle", new IncompletePathHandler("/dalle"));
    addIncomplete("/thumbnails", new IncompletePathHandler("/thumbnails"));
    add(Route.reading("/images/*", "", new IncompletePathHandler("/images")::get));
  }

  private void addGallery(Domain domain, FileAnswer files, StaticAssets assets) {
    ImageIndex index = domain.gallery().images();
    PictureResolver known = known(domain);
    ImagesHandler images = new ImagesHandler(index, known, domain.generations(), domain.store());
    ThumbnailsHandler thumbnails =
        new ThumbnailsHandler(domain.gallery().thumbnails(), index, known, files);

    add(Route.reading("/images", "what has been made; ?series, ?q, ?limit, ?cursor", images::list));
    add(Route.reading("/images/{series}/{address}", "all that is known of a picture", images::get));
    add(Route.reading("/thumbnails/{series}/{address}", "a picture made small", thumbnails::get));
    add(Route.reading("/preview", "the gallery", new PreviewHandler(index, assets)::get));
  }

  private void addIncomplete(String top, IncompletePathHandler handler) {
    add(Route.reading(top, "", handler::get));
    add(Route.reading(top + "/*", "", handler::get));
  }

  /** Tells the router of every row. */
  void register(RoutesConfig routes) {
    for (Route route : table) {
      route
          .operations()
          .forEach(
              (method, operation) -> {
                routes.addHttpHandler(method, route.path(), guarded(route, method, operation));
                boolean readable = operation.effect() != Effect.CHANGES;
                if (method.equals(HandlerType.GET) && readable) {
                  // The framework would answer 200 by itself, without looking.
                  routes.addHttpHandler(
                      HandlerType.HEAD, route.path(), guarded(route, HandlerType.HEAD, operation));
                }
                if (route.path().equals(SOCKET)) {
                  routes.wsBeforeUpgrade(SOCKET, ctx -> beforeUpgrade(route, operation, ctx));
                }
              });
    }
    routes.ws(SOCKET, events::webSocket);
  }

  /** Whatever led to the handler: the row it belongs to says who may use it. */
  private Handler guarded(Route route, HandlerType method, Operation operation) {
    return ctx -> {
      RequestContext.of(ctx).matched(route.path(), method.name());
      access.check(route, operation, ctx);
      operation.handler().handle(ctx);
    };
  }

  private void beforeUpgrade(Route route, Operation operation, Context ctx) {
    // The framework comes here with every request that has a header of an upgrade.
    RequestContext.of(ctx).matched(route.path(), ctx.req().getMethod());
    if (!EventsHandler.isUpgrade(ctx)) {
      events.noWebSocket(ctx);
    }
    access.checkUpgrade(route, operation, ctx);
    events.beforeUpgrade(ctx);
  }

  /** How many follow pushed progress right now. */
  public int followers() {
    return hub.followers();
  }

  /** Ends what would stay open for as long as anybody listens, and answers those who wait. */
  public void endStreams() {
    hub.close();
    held.release();
  }

  /** All patterns, for documents and tests that must name every one. */
  public List<String> paths() {
    return table.stream().map(Route::path).toList();
  }

  /** The first row that is for a path. */
  Optional<Route> find(String path) {
    // Most paths with a body have no parameters; the others cost a regular expression a row.
    return table.stream()
        .filter(route -> route.path().equals(path))
        .findFirst()
        .or(() -> matching(path));
  }

  private Optional<Route> matching(String path) {
    return forms.entrySet().stream()
        .filter(form -> form.getValue().matcher(path).matches())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  AccessRules access() {
    return access;
  }

  private void add(Route route) {
    table.add(route);
    forms.put(route, route.form());
  }

  private List<String> list() {
    int methods = table.stream().mapToInt(route -> methods(route).length()).max().orElse(1);
    int paths = table.stream().mapToInt(route -> route.path().length()).max().orElse(1);
    String line = "%-" + methods + "s  %-" + paths + "s  %s";
    return table.stream()
        .map(route -> line.formatted(methods(route), route.path(), route.about()))
        .toList();
  }

  private static String methods(Route route) {
    return String.join(",", route.methods()).replace(",HEAD", "");
  }
}
