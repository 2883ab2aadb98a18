package dev.dalleserver.web.collections;

import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.CollectionEstimate;
import dev.dalleserver.collections.CollectionId;
import dev.dalleserver.collections.CollectionProgress;
import dev.dalleserver.collections.CollectionRefusedException;
import dev.dalleserver.collections.CollectionService;
import dev.dalleserver.collections.CollectionState;
import dev.dalleserver.exports.ExportSources;
import dev.dalleserver.web.events.CollectionEventSource;
import dev.dalleserver.web.events.StreamAnswer;
import dev.dalleserver.web.files.StaticAssets;
import dev.dalleserver.web.http.AcceptHeader;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestContext;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** {@code /collections}: lists of addresses whose pictures are made in the background. */
final class CollectionsHandler {
  private static final int FAILURES = 100;
  private static final int MAX_FAILURES = 1000;

  private final Optional<CollectionService> service;
  private final StreamAnswer streams;
  private final StaticAssets assets;
  private final ExportHandler exports;

  CollectionsHandler(
      Optional<CollectionService> service,
      StreamAnswer streams,
      StaticAssets assets,
      ExportSources exported) {
    this.service = service;
    this.exports = new ExportHandler(exported);
    this.streams = streams;
    this.assets = assets;
  }

  /** The list without its items. */
  private record Listing(List<?> collections, int count) {}

  /** The answer to a removal. */
  private record Removed(String id, boolean removed) {}

  void post(Context ctx) {
    CollectionService collections = service();
    boolean estimateOnly = Parameters.flag(ctx, "estimate");
    CollectionRequest read =
        new CollectionRequestReader(collections.limits().addresses()).read(ctx);
    CollectionService.Request request = read.request();
    if (estimateOnly) {
      CollectionEstimate estimate = collections.estimate(request);
      Json.answer(ctx, 200, CollectionJson.created("", read, estimate));
      return;
    }
    CollectionService.Created created = bounded(() -> collections.create(request));
    String id = created.collection().facts().id().value();
    ctx.header("Location", RequestContext.of(ctx).prefix() + "/collections/" + id);
    Json.answer(ctx, 201, CollectionJson.created(id, read, created.estimate()));
  }

  private static <T> T bounded(Supplier<T> request) {
    try {
      return request.get();
    } catch (CollectionRefusedException e) {
      throw new ApiError(
          ErrorCode.CONFLICT,
          "there are too many collections",
          e.getMessage() + "; remove one first, by DELETE /collections/{id}");
    }
  }

  /** {@code POST /collections/{id}/addresses}: adds some. */
  void add(Context ctx) {
    AddressCollection collection = find(ctx);
    boolean estimateOnly = Parameters.flag(ctx, "estimate");
    CollectionService collections = service();
    CollectionRequest read =
        new CollectionRequestReader(collections.limits().addresses(), collection).read(ctx);
    String id = collection.facts().id().value();
    CollectionService.Request request = read.request();
    if (estimateOnly) {
      Json.answer(ctx, 200, CollectionJson.created(id, read, collections.estimate(request)));
      return;
    }
    CollectionService.Added added =
        bounded(() -> collections.add(collection, request))
            .orElseThrow(CollectionsHandler::notFound);
    Json.answer(ctx, 200, CollectionJson.added(id, read, added.count(), added.estimate()));
  }

  void list(Context ctx) {
    ctx.header("Vary", "Accept");
    if (AcceptHeader.prefersPage(
        ServletContextRequest.getServletContextRequest(ctx.req()).getHeaders())) {
      assets.sendPage(ctx, "collections.html", "");
      return;
    }
    RequestContext.of(ctx).markQuiet();
    CollectionJson json = json(ctx);
    List<AddressCollection> all = service().list();
    Json.answerList(
        ctx,
        new Listing(List.of(), all.size()),
        all,
        collection -> json.render(collection, collection.progress()));
  }

  void get(Context ctx) {
    RequestContext.of(ctx).markQuiet();
    AddressCollection collection = find(ctx);
    int limit = Parameters.number(ctx, "limit", FAILURES, 1, MAX_FAILURES);
    int cursor = Parameters.number(ctx, "cursor", 0, 0, collection.addresses().size());
    Json.answer(ctx, 200, json(ctx).whole(collection, cursor, limit));
  }

  void events(Context ctx) {
    CollectionJson json = json(ctx);
    streams.send(ctx, new CollectionEventSource(find(ctx), json::render));
  }

  void export(Context ctx) {
    exports.send(ctx, find(ctx));
  }

  void pause(Context ctx) {
    AddressCollection collection = find(ctx);
    requireUnfinished(collection);
    service().pause(collection);
    answer(ctx, collection);
  }

  void resume(Context ctx) {
    AddressCollection collection = find(ctx);
    requireUnfinished(collection);
    service().resume(collection);
    answer(ctx, collection);
  }

  void retry(Context ctx) {
    AddressCollection collection = find(ctx);
    service().retry(collection);
    answer(ctx, collection);
  }

  void delete(Context ctx) {
    AddressCollection collection = find(ctx);
    service().remove(collection);
    Json.answer(ctx, 200, new Removed(collection.facts().id().value(), true));
  }

  private void answer(Context ctx, AddressCollection collection) {
    Json.answer(ctx, 200, json(ctx).summary(collection, collection.progress()));
  }

  private static void requireUnfinished(AddressCollection collection) {
    CollectionProgress progress = collection.progress();
    if (progress.state() == CollectionState.DONE) {
      throw new ApiError(
          ErrorCode.ALREADY_TERMINAL,
          "this collection is done already",
          progress.failed() + " have failed; POST .../retry makes these again");
    }
  }

  private CollectionJson json(Context ctx) {
    return new CollectionJson(RequestContext.of(ctx).prefix(), service()::price);
  }

  private AddressCollection find(Context ctx) {
    CollectionService collections = service();
    return CollectionId.parse(Parameters.segments(ctx).get(1))
        .flatMap(collections::find)
        .orElseThrow(CollectionsHandler::notFound);
  }

  private static ApiError notFound() {
    return new ApiError(
        ErrorCode.NOT_FOUND,
        "there is no such collection",
        "it never existed, or it was removed; GET /collections lists what there is");
  }

  private CollectionService service() {
    return service.orElseThrow(
        () ->
            new ApiError(
                ErrorCode.NOT_FOUND,
                "this server keeps no collections",
                "servers of a cluster (--database-url) keep none yet; a single server does"));
  }
}
