package dev.dalleserver.openai;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.outbound.SingleAttempt;
import dev.dalleserver.resilience.CallEnvironment;
import dev.dalleserver.resilience.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends single requests and turns their results into a value or an {@link
 * OpenAiFailure}. Every call has one deadline from connecting to the last byte, never later than
 * that of its run, and is aborted at once when its run is cancelled.
 */
final class OpenAiClient implements AutoCloseable {
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int PROXY_AUTHENTICATION = 407;
  private static final MediaType JSON = MediaType.get("application/json");

  /** How long the rest of an answer that is not understood may take to come. */
  private static final long MAX_EXPLAINING_MILLIS = 2_000;

  /** A reader of the body of a successful answer. */
  @FunctionalInterface
  interface AnswerReader<T> {
    /**
     * Reads the value from the body.
     *
     * @param status one of success
     * @param requestId the provider's id of the call, or empty
     * @throws IOException when reading fails or the body is not as expected
     */
    T read(InputStream body, int status, String requestId) throws IOException, OpenAiFailure;
  }

  private final OpenAiSettings settings;
  private final Endpoint images;
  private final Endpoint chat;
  private final LongSupplier nanos;
  private final OkHttpClient http;
  private final FailureReader failures;
  private final ExceptionTranslator exceptions;
  private final Redaction redaction;

  OpenAiClient(OpenAiSettings settings, CallEnvironment environment) {
    this.settings = settings;
    this.images = Endpoint.ofImages(settings);
    this.chat = Endpoint.ofChat(settings);
    this.nanos = environment.nanos();
    this.redaction = settings.redaction();
    this.failures = new FailureReader(redaction, environment.clock());
    this.exceptions = new ExceptionTranslator(settings);
    this.http =
        SingleAttempt.configure(
                settings.connections().network().configure(new OkHttpClient.Builder()),
                settings.timeouts().connect())
            .build();
  }

  /**
   * Returns the HTTP client from which other classes derive theirs, so that all share its threads
   * and connections.
   */
  OkHttpClient http() {
    return http;
  }

  /**
   * @param path below the base URL, with a leading slash
   * @param json the body
   */
  <T> T post(
      Operation operation,
      String path,
      byte[] json,
      AnswerReader<T> reader,
      Cancellation cancellation)
      throws OpenAiFailure, CancelledException {
    Endpoint endpoint = endpoint(operation);
    return send(
        operation,
        endpoint.url(path),
        url -> endpoint.request(url).post(new OneShotBody(json)).build(),
        reader,
        cancellation);
  }

  /** Asks the API of an operation for its models, which costs nothing. */
  <T> T getModels(Operation operation, AnswerReader<T> reader, Cancellation cancellation)
      throws OpenAiFailure, CancelledException {
    Endpoint endpoint = endpoint(operation);
    return send(
        operation,
        endpoint.modelsUrl(),
        url -> endpoint.request(url).get().build(),
        reader,
        cancellation);
  }

  private Endpoint endpoint(Operation operation) {
    return operation == Operation.CHAT ? chat : images;
  }

  /** One answer of the API: either where the request is to be sent instead, or the value. */
  private record Step<T>(Optional<HttpUrl> redirect, @Nullable T value) {}

  /** Sends a request, and again where the API redirects it; all of it shares one deadline. */
  private <T> T send(
      Operation operation,
      HttpUrl first,
      Function<HttpUrl, Request> requests,
      AnswerReader<T> reader,
      Cancellation cancellation)
      throws OpenAiFailure, CancelledException {
    long deadline = nanos.getAsLong() + settings.timeouts().of(operation).toNanos();
    HttpUrl url = first;
    for (int redirects = 0; ; redirects++) {
      HttpUrl asked = url;
      int followed = redirects;
      Duration left = Duration.ofNanos(Math.max(1, deadline - nanos.getAsLong()));
      Step<T> step =
          hinted(
              operation,
              () ->
                  execute(
                      http,
                      operation,
                      requests.apply(asked),
                      left,
                      cancellation,
                      response -> read(operation, asked, followed, response, reader)));
      if (step.redirect().isEmpty()) {
        return Objects.requireNonNull(step.value());
      }
      url = step.redirect().get();
    }
  }

  private <T> Step<T> read(
      Operation operation, HttpUrl asked, int followed, Response response, AnswerReader<T> reader)
      throws IOException, OpenAiFailure {
    Optional<HttpUrl> redirect =
        ApiRedirects.target(operation, endpoint(operation), asked, response, followed, redaction);
    if (redirect.isPresent()) {
      return new Step<>(redirect, null);
    }
    if (!response.isSuccessful()) {
      throw unsuccessful(operation, asked, response);
    }
    String requestId = Optional.ofNullable(response.header("x-request-id")).orElse("");
    return new Step<>(
        Optional.empty(), readOrExplain(operation, response, redaction.clean(requestId), reader));
  }

  private OpenAiFailure unsuccessful(Operation operation, HttpUrl asked, Response response) {
    OpenAiFailure failure = failures.read(operation, response);
    if (response.code() == PROXY_AUTHENTICATION) {
      return exceptions.unauthenticated(operation, asked, failure);
    }
    if (response.code() != NOT_FOUND && response.code() != METHOD_NOT_ALLOWED) {
      return failure;
    }
    // An unknown model is a 404 too; then the base URL is right.
    boolean ofModel =
        String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("model");
    String hint =
        endpoint(operation)
            .hint()
            .filter(any -> !ofModel)
            .orElse("the URL was " + Endpoint.shown(asked));
    return failure.withHint(hint, operation);
  }

  /** A call that may fail. */
  @FunctionalInterface
  private interface Sending<T> {
    T run() throws OpenAiFailure, CancelledException;
  }

  /** Adds to an answer that is no JSON, such as a page, that the base URL may be wrong. */
  private <T> T hinted(Operation operation, Sending<T> sending)
      throws OpenAiFailure, CancelledException {
    try {
      return sending.run();
    } catch (OpenAiFailure failure) {
      Optional<String> hint = endpoint(operation).hint();
      boolean noJson =
          failure.rule() == FailureRule.FRONT_ANSWER
              || failure.getCause() instanceof JacksonException;
      if (noJson && hint.isPresent()) {
        throw failure.withHint(hint.get(), operation);
      }
      throw failure;
    }
  }

  /** Reads the answer; tells what it says instead where the reader does not understand it. */
  private <T> T readOrExplain(
      Operation operation, Response response, String requestId, AnswerReader<T> reader)
      throws IOException, OpenAiFailure {
    RecordingInputStream body = new RecordingInputStream(response.body());
    try {
      return reader.read(body, response.code(), requestId);
    } catch (OpenAiFailure failure) {
      throw explainedByHeaders(operation, response, body)
          .orElseGet(() -> failures.withTaskOfHeaders(failure, operation, response));
    } catch (JacksonException notUnderstood) {
      body.limitRest(MAX_EXPLAINING_MILLIS);
      Optional<OpenAiFailure> said =
          failures.explain(
              operation,
              response.code(),
              body.readOn(),
              !(notUnderstood instanceof JsonEOFException));
      Optional<OpenAiFailure> told = said.or(() -> explainedByHeaders(operation, response, body));
      if (told.isPresent()) {
        throw told.get();
      }
      if (!body.beganAsJson() || notUnderstood instanceof JsonEOFException) {
        throw new ForeignAnswerException(notUnderstood);
      }
      throw notUnderstood;
    }
  }

  private Optional<OpenAiFailure> explainedByHeaders(
      Operation operation, Response response, RecordingInputStream body) {
    return body.isBlank() ? failures.explainByHeaders(operation, response) : Optional.empty();
  }

  /** A reader of an answer of any status. */
  @FunctionalInterface
  interface ResponseReader<T> {
    T read(Response response) throws IOException, OpenAiFailure;
  }

  /** Sends one request with {@code client}; closes the answer when {@code reader} has returned. */
  <T> T execute(
      OkHttpClient client,
      Operation operation,
      Request request,
      Duration limit,
      Cancellation cancellation,
      ResponseReader<T> reader)
      throws OpenAiFailure, CancelledException {
    cancellation.check();
    Call call = client.newCall(SingleAttempt.track(request));
    call.timeout()
        .timeout(Math.min(limit.toNanos(), cancellation.remainingNanos()), TimeUnit.NANOSECONDS);
    Cancellation.Registration hook = cancellation.onRequest(call::cancel);
    try (Response response = call.execute()) {
      return readOrAbort(call, response, reader);
    } catch (IOException | IllegalArgumentException problem) {
      boolean sent = SingleAttempt.wasSent(call.request());
      throw exceptions.translate(operation, request.url(), problem, sent, cancellation);
    } finally {
      hook.close();
    }
  }

  private static <T> T readOrAbort(Call call, Response response, ResponseReader<T> reader)
      throws IOException, OpenAiFailure {
    try {
      return reader.read(response);
    } catch (IOException problem) {
      // Closing alone would read on for a while, to use the connection again.
      call.cancel();
      throw problem;
    }
  }

  @Override
  public void close() {
    http.dispatcher().cancelAll();
    http.connectionPool().evictAll();
  }

  /** A body that OkHttp must not send twice by itself: two requests may cost twice. */
  private static final class OneShotBody extends RequestBody {
    private final byte[] json;

    OneShotBody(byte[] json) {
      this.json = json;
    }

    @Override
    public MediaType contentType() {
      return JSON;
    }

    @Override
    public long contentLength() {
      return json.length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(json);
    }
  }
}
