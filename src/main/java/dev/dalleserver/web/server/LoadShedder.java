package dev.dalleserver.web.server;

import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ClientAddresses;
import dev.dalleserver.web.http.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A handler that refuses requests beyond the server's capacity, before any work on them: all but an
 * operator's on connections of the reserve, and those of a client that has its share under way
 * through a trusted proxy.
 */
final class LoadShedder extends Handler.Wrapper {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final ClientAddresses addresses;
  private final AddressCounts proxied;
  private final AtomicLong refusals;
  private final JettyErrors errors;

  /**
   * @param proxied requests under way by the addresses that trusted proxies name
   * @param refusals counts the requests of clients that have their share already
   */
  LoadShedder(
      ClientAddresses addresses, AddressCounts proxied, AtomicLong refusals, JettyErrors errors) {
    this.addresses = addresses;
    this.proxied = proxied;
    this.refusals = refusals;
    this.errors = errors;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (isOnReservedConnection(request)) {
      // The next operator needs the connection.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      if (!isOperationsRequest(request)) {
        refuse(request, response, callback, "all connections are in use");
        return true;
      }
    }
    Optional<String> address = addresses.ofForwarded(request);
    if (address.isEmpty() || isOperationsRequest(request)) {
      return super.handle(request, response, callback);
    }
    if (!proxied.tryAcquire(address)) {
      refusals.incrementAndGet();
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      refuse(request, response, callback, "too many requests of one address are under way");
      return true;
    }
    Request.addCompletionListener(request, failure -> proxied.release(address));
    return super.handle(request, response, callback);
  }

  private void refuse(Request request, Response response, Callback callback, String message) {
    ApiError refusal =
        new ApiError(
                ErrorCode.SERVER_BUSY,
                message,
                "try again later; if these connections are yours, open fewer")
            .retryAfter(RETRY_AFTER);
    errors.answer(request, response, refusal, callback);
  }

  private static boolean isOnReservedConnection(Request request) {
    return request.getConnectionMetaData().getConnection().getEndPoint()
            instanceof DisconnectDetectingEndPoint end
        && end.isReserved();
  }

  private static boolean isOperationsRequest(Request request) {
    String path = request.getHttpURI().getPath();
    return "/health".equals(path) || "/metrics".equals(path);
  }
}
