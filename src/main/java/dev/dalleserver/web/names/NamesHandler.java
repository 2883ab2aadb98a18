package dev.dalleserver.web.names;

import dev.dalleserver.names.InvalidNameException;
import dev.dalleserver.names.NameLookupException;
import dev.dalleserver.names.NameService;
import dev.dalleserver.names.ResolvedName;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.ErrorMapping;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestContext;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * {@code /resolve}: from a name or a phrase to its address; and redirects of pictures' paths that
 * have a name where the address should be.
 */
public final class NamesHandler {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
  private static final String ACCEPTED =
      "expected an address, a name such as vitalik.eth, or any phrase, of at most "
          + NameService.MAX_LENGTH
          + " characters";

  private final NameService names;

  public NamesHandler(NameService names) {
    this.names = names;
  }

  /** Answers what a name stands for. */
  public void resolve(Context ctx) {
    String name = ctx.queryParam("name");
    if (name == null || name.isBlank()) {
      throw new ApiError(ErrorCode.MISSING_PARAMETER, "the name is missing", ACCEPTED);
    }
    answer(ctx, name, found -> Json.answer(ctx, 200, found));
  }

  /**
   * Returns a handler that redirects a request whose last segment is a name to the path with its
   * address, and passes all others on. The redirect itself starts nothing; the client repeats its
   * request, with the same method.
   */
  public Handler before(Handler next) {
    return ctx -> {
      List<String> segments = Parameters.segments(ctx);
      String text = segments.get(2);
      if (Address.find(text).isPresent() || !NameService.isName(text)) {
        next.handle(ctx);
        return;
      }
      SeriesName series = SeriesName.parse(segments.get(1));
      if (!names.canLookUp()) {
        throw new ApiError(
            ErrorCode.INVALID_ADDRESS,
            "this is no address, and names cannot be looked up without a node",
            "received '" + ErrorMapping.echo(text) + "'; --ethereum-rpc-url sets a node");
      }
      answer(ctx, text, found -> redirect(ctx, series, found.address()));
    };
  }

  private static void redirect(Context ctx, SeriesName series, Address address) {
    String query = ctx.req().getQueryString();
    ctx.status(307);
    ctx.header("Cache-Control", "no-store");
    ctx.header(
        "Location",
        RequestContext.of(ctx).prefix()
            + "/dalle/"
            + series
            + "/"
            + address
            + (query == null ? "" : "?" + query));
  }

  private void answer(Context ctx, String name, Consumer<ResolvedName> then) {
    RequestContext.of(ctx).markQuiet();
    CompletableFuture<ResolvedName> found = resolve(name);
    if (found.isDone() && !found.isCompletedExceptionally()) {
      then.accept(found.join());
      return;
    }
    ctx.future(
        () ->
            found.handle(
                (resolved, failure) -> {
                  if (failure != null) {
                    throw error(failure);
                  }
                  then.accept(resolved);
                  return null;
                }));
  }

  private CompletableFuture<ResolvedName> resolve(String name) {
    try {
      return names.resolve(name).thenApply(found -> found.orElseThrow(() -> notFound(name)));
    } catch (InvalidNameException e) {
      throw new ApiError(
          ErrorCode.INVALID_REQUEST,
          String.valueOf(e.getMessage()),
          "received '" + ErrorMapping.echo(name) + "'; " + ACCEPTED);
    } catch (RejectedExecutionException e) {
      throw unavailable("too many names wait to be looked up");
    }
  }

  private static ApiError notFound(String name) {
    return new ApiError(
        ErrorCode.NOT_FOUND,
        "this name has no address",
        "received '" + ErrorMapping.echo(name) + "'; its owner has to set one in ENS");
  }

  private static ApiError unavailable(String reason) {
    return new ApiError(ErrorCode.SERVER_BUSY, reason, "addresses and phrases need no lookup")
        .retryAfter(RETRY_AFTER);
  }

  private static ApiError error(Throwable failure) {
    Throwable cause = ErrorMapping.cause(failure);
    if (cause instanceof ApiError known) {
      return known;
    }
    if (cause instanceof NameLookupException e) {
      return unavailable(String.valueOf(e.getMessage()));
    }
    return unavailable("the name cannot be looked up now");
  }
}
