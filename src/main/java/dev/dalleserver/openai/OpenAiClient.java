package dev.dalleserver.openai;

import com.fasterxml.jackson.core.JacksonException;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.outbound.ForbiddenAddressException;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import dev.dalleserver.resilience.CallEnvironment;
import dev.dalleserver.resilience.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/**
 * A client that sends single requests and turns their results into a value or an {@link
 * OpenAiFailure}. Every call has one deadline from connecting to the last byte, never later than
 * that of its run, and is aborted at once when its run is cancelled.
 */
final class OpenAiClient implements AutoCloseable {
  private static final MediaType JSON = MediaType.get("application/json");

  /** A reader of the body of a successful answer. */
  @FunctionalInterface
  interface AnswerReader<T> {
    /**
     * Reads the value from the body.
     *
     * @param requestId the provider's id of the call, or empty
     * @throws IOException when reading fails or the body is not as expected
     */
    T read(InputStream body, String requestId) throws IOException, OpenAiFailure;
  }

  /** Records whether the request has reached a connection; from then on it may be charged. */
  private static final class Trace {
    final AtomicBoolean sent = new AtomicBoolean();
  }

  private final OpenAiSettings settings;
  private final OkHttpClient http;
  private final FailureReader failures;
  private final Redaction redaction;

  OpenAiClient(OpenAiSettings settings, CallEnvironment environment) {
    this.settings = settings;
    this.redaction = new Redaction(settings.apiKey());
    this.failures = new FailureReader(redaction, environment.clock());
    this.http =
        new OkHttpClient.Builder()
            .connectTimeout(settings.timeouts().connect())
            // The call's own deadline bounds these, also against a body that trickles.
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .followRedirects(false)
            .followSslRedirects(false)
            // ResiliencePolicy alone makes and counts attempts.
            .retryOnConnectionFailure(false)
            .addNetworkInterceptor(
                chain -> {
                  Trace trace = chain.request().tag(Trace.class);
                  if (trace != null) {
                    trace.sent.set(true);
                  }
                  return chain.proceed(chain.request());
                })
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
    Request request =
        new Request.Builder()
            .url(settings.baseUrl() + path)
            .header("Authorization", settings.apiKey().authorization())
            .header("Accept", "application/json")
            .header("User-Agent", "dalleserver")
            .post(new OneShotBody(json))
            .build();
    Duration limit = settings.timeouts().of(operation);
    return execute(
        http,
        operation,
        request,
        limit,
        cancellation,
        response -> {
          if (!response.isSuccessful()) {
            throw failures.read(operation, response);
          }
          String requestId = Optional.ofNullable(response.header("x-request-id")).orElse("");
          return reader.read(new AnswerStream(response.body()), redaction.clean(requestId));
        });
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
    Trace trace = new Trace();
    Call call = client.newCall(request.newBuilder().tag(Trace.class, trace).build());
    call.timeout()
        .timeout(Math.min(limit.toNanos(), cancellation.remainingNanos()), TimeUnit.NANOSECONDS);
    Cancellation.Registration hook = cancellation.onRequest(call::cancel);
    try (Response response = call.execute()) {
      return readOrAbort(call, response, reader);
    } catch (IOException | IllegalArgumentException problem) {
      throw failure(operation, problem, trace, cancellation);
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

  private OpenAiFailure failure(
      Operation operation, Exception problem, Trace trace, Cancellation cancellation)
      throws CancelledException {
    // A cancelled call, and one that met the run's own deadline, look like a broken connection.
    cancellation.check();
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(Cancellation.Reason.SHUTDOWN);
    }
    boolean sent = trace.sent.get();
    FailureRule rule = rule(problem, sent);
    String message =
        switch (rule) {
          case TIMEOUT ->
              "the provider did not answer in full within "
                  + settings.timeouts().of(operation).toMillis() / 1000.0
                  + " s";
          case CONNECT -> "the provider cannot be reached: " + describe(problem);
          case BROKEN -> "the connection to the provider broke: " + describe(problem);
          case TOO_LARGE -> "the provider's answer is too large: " + describe(problem);
          case FORBIDDEN_URL -> describe(problem);
          case NOT_KEPT -> "the picture came and could not be stored: " + describe(problem);
          default -> "the provider's answer makes no sense: " + describe(problem);
        };
    OpenAiFailure.Details details =
        sent ? OpenAiFailure.Details.UNANSWERED : OpenAiFailure.Details.NONE;
    return new OpenAiFailure(rule, operation, message, details, problem);
  }

  private static FailureRule rule(Exception problem, boolean sent) {
    if (problem instanceof SizeLimitException) {
      return FailureRule.TOO_LARGE;
    }
    // A retry would be paid for again, and the disk would fail again.
    if (problem instanceof NotKeptException) {
      return FailureRule.NOT_KEPT;
    }
    if (problem instanceof ForbiddenAddressException) {
      return FailureRule.FORBIDDEN_URL;
    }
    // Bad base64 is an IllegalArgumentException in Jackson.
    if (problem instanceof JacksonException || problem instanceof IllegalArgumentException) {
      return FailureRule.INVALID_ANSWER;
    }
    if (!sent) {
      return FailureRule.CONNECT;
    }
    return problem instanceof InterruptedIOException ? FailureRule.TIMEOUT : FailureRule.BROKEN;
  }

  private String describe(Exception problem) {
    // Jackson's own message quotes the answer; the original message says enough and quotes nothing.
    String message =
        problem instanceof JacksonException json ? json.getOriginalMessage() : problem.getMessage();
    return redaction.clean(message == null ? problem.getClass().getSimpleName() : message);
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
