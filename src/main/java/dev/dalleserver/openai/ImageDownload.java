package dev.dalleserver.openai;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.openai.report.BotProtection;
import dev.dalleserver.outbound.DecompressingInputStream;
import dev.dalleserver.outbound.ForbiddenAddressException;
import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.outbound.SizeLimitException;
import dev.dalleserver.outbound.UrlRules;
import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import dev.dalleserver.resilience.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The download of a picture for which the provider sent only a URL. The URL is not trusted: every
 * hop is checked before it is made. The key goes to the scheme, host and port of the API only, and
 * no more once a hop has led elsewhere.
 */
final class ImageDownload {
  private static final int MAX_REDIRECTS = 3;
  private static final int ACCEPTED = 202;
  private static final int UNAUTHORIZED = 401;

  /** How much of an answer without a picture is read, to say why. */
  private static final int MAX_PAGE_BYTES = 32_768;

  /**
   * The statuses of storage that has no picture at a URL, perhaps not yet: copies of storage may be
   * seconds behind.
   */
  private static final Set<Integer> NOT_THERE = Set.of(403, 404, 409, 410, 423, 425);

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,19}):");

  private final OpenAiClient client;
  private final Endpoint endpoint;
  private final OutboundNetwork network;
  private final OkHttpClient operatorsHttp;
  private final OkHttpClient foreignHttp;
  private final UrlRules rules;
  private final Duration limit;
  private final LongSupplier nanos;

  ImageDownload(OpenAiClient client, OpenAiSettings settings, LongSupplier nanos, Dns dns) {
    this.client = client;
    this.endpoint = Endpoint.ofImages(settings);
    this.network = settings.connections().network();
    this.rules =
        new UrlRules(
            "image URL",
            Optional.of(endpoint.base()),
            dns,
            Optional.of(
                new UrlRules.AllowedHosts("--image-hosts", settings.connections().imageHosts())));
    this.operatorsHttp = client.http().newBuilder().dns(dns).build();
    this.foreignHttp = client.http().newBuilder().proxy(Proxy.NO_PROXY).dns(rules.dns()).build();
    this.limit = settings.timeouts().download();
    this.nanos = nanos;
  }

  /** Returns the URL that a text is; relative ones count from the API. */
  Optional<HttpUrl> resolve(String url) {
    return Optional.ofNullable(api().resolve(url));
  }

  /**
   * Returns the failure that a text means which is no URL for this server. Its scheme is told, and
   * nothing that may be a secret.
   */
  OpenAiFailure unusable(String url) {
    Matcher scheme = SCHEME.matcher(url.strip());
    String name = scheme.lookingAt() ? scheme.group(1).toLowerCase(Locale.ROOT) : "";
    return forbidden(
        name.isEmpty() || name.startsWith("http")
            ? "the image URL is malformed"
            : "the image URL is neither https nor http, but " + name);
  }

  /** Returns the URL from which relative ones count. */
  HttpUrl api() {
    return endpoint.url("/images/generations");
  }

  /** A source of the stream that receives a picture. */
  @FunctionalInterface
  interface Target {
    Incoming begin() throws IOException;
  }

  /**
   * What was fetched.
   *
   * @param place where it was in the end
   * @param keyed whether that place, and all before it, may know the key
   */
  record Fetched(Received picture, HttpUrl place, boolean keyed) {}

  /** One step on the way to the picture: either the next URL, or the picture. */
  private record Hop(String location, Optional<Received> picture) {}

  /**
   * Fetches the bytes behind {@code url} to disk, unchecked; all redirects share one deadline.
   *
   * @param mayBeKeyed false when a place that does not get the key has named the URL
   * @throws OpenAiFailure also when the URL leads to a forbidden address; then no connection to it
   *     was made
   */
  Fetched fetch(HttpUrl url, boolean mayBeKeyed, Target target, Cancellation cancellation)
      throws OpenAiFailure, CancelledException {
    long deadline = nanos.getAsLong() + limit.toNanos();
    HttpUrl current = checked(url);
    boolean keyed = mayBeKeyed && endpoint.isServerOf(current);
    for (int redirects = 0; ; redirects++) {
      Duration remaining = Duration.ofNanos(deadline - nanos.getAsLong());
      if (remaining.isNegative() || remaining.isZero()) {
        throw new OpenAiFailure(
            FailureRule.TIMEOUT,
            Operation.DOWNLOAD,
            "the picture's server redirected for longer than " + limit.toSeconds() + " s");
      }
      Hop hop = requestHop(current, keyed, remaining, target, cancellation);
      if (hop.picture().isPresent()) {
        return new Fetched(hop.picture().get(), current, keyed);
      }
      if (redirects == MAX_REDIRECTS) {
        throw forbidden("the image URL redirects more than " + MAX_REDIRECTS + " times");
      }
      HttpUrl next = current.resolve(hop.location());
      if (next == null) {
        throw unusable(hop.location());
      }
      current = checked(next);
      keyed = keyed && endpoint.isServerOf(current);
    }
  }

  private Hop requestHop(
      HttpUrl url, boolean keyed, Duration remaining, Target target, Cancellation cancellation)
      throws OpenAiFailure, CancelledException {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("Accept", "image/png, image/jpeg")
            .header("Accept-Encoding", RecordingInputStream.ENCODING)
            .header("User-Agent", "dalleserver");
    if (keyed) {
      endpoint.authorize(request);
    }
    return client.execute(
        client(url),
        Operation.DOWNLOAD,
        request.build(),
        remaining,
        cancellation,
        response -> read(response, keyed, target));
  }

  /**
   * Returns the client for a URL that passed the rules. A proxy resolves the host and connects
   * itself, so that it, and not this server, decides which addresses may be reached.
   */
  private OkHttpClient client(HttpUrl url) {
    if (rules.isConfiguredServer(url)) {
      return client.http();
    }
    boolean unchecked = rules.isOperators(url) || network.proxyFor(url).isPresent();
    return unchecked ? operatorsHttp : foreignHttp;
  }

  private Hop read(Response response, boolean keyed, Target target)
      throws IOException, OpenAiFailure {
    if (response.isRedirect()) {
      String location = response.header("Location");
      if (location != null && !location.isEmpty()) {
        return new Hop(location, Optional.empty());
      }
      throw new OpenAiFailure(
          FailureRule.INVALID_ANSWER,
          Operation.DOWNLOAD,
          "the picture's server redirects without a location");
    }
    if (!response.isSuccessful()) {
      throw new OpenAiFailure(
          rule(response.code()),
          Operation.DOWNLOAD,
          "the picture's server answered " + response.code() + hint(response, keyed));
    }
    if (response.code() == ACCEPTED && !isPicture(response)) {
      throw new OpenAiFailure(
          FailureRule.OVERLOADED,
          Operation.DOWNLOAD,
          "the picture's server answered 202: the picture is not there yet");
    }
    if (response.body().contentLength() > PictureLimit.MAX_BYTES) {
      throw new SizeLimitException(PictureLimit.MAX_BYTES);
    }
    try (Incoming incoming = target.begin();
        InputStream body = new DecompressingInputStream(response.body().byteStream())) {
      body.transferTo(new PictureLimit(incoming));
      if (incoming.size() == 0) {
        throw new OpenAiFailure(
            FailureRule.INVALID_ANSWER, Operation.DOWNLOAD, "the picture's server sent no bytes");
      }
      return new Hop("", Optional.of(incoming.complete()));
    }
  }

  private static FailureRule rule(int status) {
    FailureRule rule =
        NOT_THERE.contains(status) ? FailureRule.NOT_THERE : FailureRule.ofStatus(status);
    return switch (rule) {
      // Not the provider's limits: the pictures of other servers do not wait, and it is in funds.
      case RATE_LIMIT -> FailureRule.NOT_THERE;
      case QUOTA -> FailureRule.REJECTED;
      default -> rule;
    };
  }

  private static String hint(Response response, boolean keyed) throws IOException {
    if (response.code() == UNAUTHORIZED && !keyed) {
      return ": it asks for a key, and the API's key goes to the API's own host and port only";
    }
    return BotProtection.explain(response.peekBody(MAX_PAGE_BYTES).string())
        .map(sentence -> ": " + sentence)
        .orElse("");
  }

  private static boolean isPicture(Response response) {
    return Optional.ofNullable(response.header("Content-Type")).orElse("").startsWith("image/");
  }

  private HttpUrl checked(HttpUrl url) throws OpenAiFailure {
    try {
      return rules.check(url);
    } catch (ForbiddenAddressException forbidden) {
      throw forbidden(String.valueOf(forbidden.getMessage()));
    }
  }

  private static OpenAiFailure forbidden(String message) {
    return new OpenAiFailure(FailureRule.FORBIDDEN_URL, Operation.DOWNLOAD, message);
  }
}
