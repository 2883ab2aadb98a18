package dev.dalleserver.web.events;

import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestId;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a request for pushed progress says about itself: whether its client was here before, and
 * which request it is.
 *
 * @param returning true when the client has received events before its connection broke
 * @param lastSeen the id of the last of them, when it is one of this server's
 */
public record FollowRequest(boolean returning, OptionalLong lastSeen) {
  private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,18}");
  private static final int MAX_COMPARED_LENGTH = 200;

  /** Headers that proxies add: behind one, the request id may be the proxy's, new each time. */
  private static final List<String> PROXY_HEADERS =
      List.of("Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP");

  /**
   * Reads {@code Last-Event-ID}, or the parameter {@code lastEventId} of clients that cannot send
   * it: WebSockets, and libraries that stand in for EventSource.
   */
  public static FollowRequest of(Context ctx) {
    Optional<String> id =
        Optional.ofNullable(ctx.header("Last-Event-ID"))
            .or(() -> Optional.ofNullable(ctx.queryParam("lastEventId")))
            .map(String::strip)
            .filter(text -> !text.isEmpty());
    return new FollowRequest(
        id.isPresent(),
        id.filter(text -> EVENT_ID.matcher(text).matches())
            .map(text -> OptionalLong.of(Long.parseLong(text)))
            .orElse(OptionalLong.empty()));
  }

  /**
   * Identifies a request to start a run. The client may name it, in the parameter {@code
   * request_id} or, without a proxy in between, in {@code X-Request-ID}; else it is what the same
   * client repeats when it reconnects by itself.
   *
   * @param client the address of the client; empty for one on this machine
   */
  public static StartId identify(Context ctx, PictureKey key, Optional<String> client) {
    Optional<String> name =
        Parameters.text(ctx, "request_id")
            .or(() -> Optional.ofNullable(ctx.header(RequestId.HEADER)).filter(id -> isOwn(ctx)));
    if (name.isPresent()) {
      return new StartId(key, true, cut(name.get()));
    }
    String agent = cut(Optional.ofNullable(ctx.header("User-Agent")).orElse(""));
    String options =
        Stream.of("force", "backstyle", "callback")
            .map(parameter -> cut(Optional.ofNullable(ctx.queryParam(parameter)).orElse("")))
            .reduce("", (all, value) -> all + value + "\n");
    return new StartId(key, false, client.orElse("") + "\n" + options + agent);
  }

  /** Returns true when no proxy can have added the request id. */
  private static boolean isOwn(Context ctx) {
    return PROXY_HEADERS.stream().allMatch(header -> ctx.header(header) == null);
  }

  private static String cut(String text) {
    return text.length() <= MAX_COMPARED_LENGTH ? text : text.substring(0, MAX_COMPARED_LENGTH);
  }
}
