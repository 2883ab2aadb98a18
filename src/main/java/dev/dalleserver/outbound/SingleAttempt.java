package dev.dalleserver.outbound;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Makes an HTTP client try each request once, and record whether it has reached a connection: from
 * then on it may have been acted upon, and charged. Further attempts are the caller's to make and
 * to count.
 */
public final class SingleAttempt {
  private static final int PROXY_AUTHENTICATION = 407;

  /** Stands for 407 on its way through OkHttp, with the header that says so. */
  private static final int STAND_IN = 403;

  private static final String STOOD_FOR = "X-Stood-For";

  private SingleAttempt() {}

  /** The mark that a tracked request carries. */
  private static final class Sending {
    private final AtomicBoolean begun = new AtomicBoolean();
  }

  /**
   * Configures a client: it repeats nothing, follows no redirect, and is bounded in time by the
   * timeout of each call alone. An answer whose length makes no sense ends a call by an {@link
   * InvalidLengthException}.
   *
   * @param builder with its own network interceptors, so that nothing fails between the record and
   *     the sending
   */
  public static OkHttpClient.Builder configure(
      OkHttpClient.Builder builder, Duration connectTimeout) {
    return builder
        .connectTimeout(connectTimeout)
        // The call's own deadline bounds these, also against a body that trickles.
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false)
        // OkHttp sends a request again that is answered with 407, or fails without the answer. The
        // user and the password are in the first request already.
        .addInterceptor(chain -> withOwnStatus(chain.proceed(chain.request())))
        .addNetworkInterceptor(chain -> withStandIn(chain.proceed(chain.request())))
        .addNetworkInterceptor(
            chain -> InvalidLengthException.checked(chain.proceed(chain.request())))
        .addNetworkInterceptor(
            chain -> {
              Sending sending = chain.request().tag(Sending.class);
              if (sending != null) {
                sending.begun.set(true);
              }
              return chain.proceed(chain.request());
            });
  }

  private static Response withStandIn(Response response) {
    return response.code() == PROXY_AUTHENTICATION
        ? response.newBuilder().code(STAND_IN).header(STOOD_FOR, "407").build()
        : response.newBuilder().removeHeader(STOOD_FOR).build();
  }

  private static Response withOwnStatus(Response response) {
    return response.header(STOOD_FOR) == null
        ? response
        : response.newBuilder().code(PROXY_AUTHENTICATION).removeHeader(STOOD_FOR).build();
  }

  /** Returns the request so that {@link #wasSent} can tell of it. */
  public static Request track(Request request) {
    return request.newBuilder().tag(Sending.class, new Sending()).build();
  }

  /** Returns true when a tracked request has reached a connection. */
  public static boolean wasSent(Request tracked) {
    Sending sending = tracked.tag(Sending.class);
    return sending != null && sending.begun.get();
  }
}
