package dev.dalleserver.gpu;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.outbound.BoundedInputStream;
import dev.dalleserver.outbound.InvalidLengthException;
import dev.dalleserver.outbound.SingleAttempt;
import dev.dalleserver.outbound.SizeLimitException;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/**
 * Requests to one server of the operator's own. Every answer is bounded in size and time, a request
 * ends when its run does, and what goes wrong becomes a {@link GpuFailure}. Goes to the server
 * itself, past any proxy, and follows no redirect.
 */
public final class GpuClient implements AutoCloseable {
  /** For answers without a picture; a history holds the whole graph. */
  private static final long MAX_JSON_BYTES = 8 << 20;

  private static final long MAX_ERROR_BYTES = 64 << 10;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration QUICK = Duration.ofSeconds(10);
  private static final Duration ASIDE = Duration.ofSeconds(2);
  private static final int MAX_INTERRUPTS = 4;
  private static final MediaType JSON_TYPE = MediaType.get("application/json");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The most bytes of an answer that holds a picture in base64. */
  public static final long MAX_PICTURE_ANSWER = ReceivedPictures.MAX_BYTES / 3 * 4L + (1 << 20);

  /** A reader of a successful answer. */
  @FunctionalInterface
  public interface AnswerReader<T> {
    T read(Response response) throws IOException, GpuFailure;
  }

  /** Turns an answer that is no success into a failure; empty where there is nothing special. */
  @FunctionalInterface
  public interface FailureReader {
    Optional<GpuFailure> read(String path, int status, String body);
  }

  private final String server;
  private final String setting;
  private final GpuSettings settings;
  private final FailureReader failures;
  private final OkHttpClient http;
  private final OkHttpClient aside;

  /**
   * @param server what messages call the server
   * @param setting the setting of its URL, for messages
   * @param failures reads what only this kind of server says
   */
  public GpuClient(String server, String setting, GpuSettings settings, FailureReader failures) {
    this.server = server;
    this.setting = setting;
    this.settings = settings;
    this.failures = failures;
    this.http =
        SingleAttempt.configure(new OkHttpClient.Builder(), CONNECT).proxy(Proxy.NO_PROXY).build();
    // Its own dispatcher: closing aborts pictures, and must not abort telling the server so.
    this.aside = http.newBuilder().dispatcher(new Dispatcher()).callTimeout(ASIDE).build();
  }

  /** Returns what messages call the server. */
  public String server() {
    return server;
  }

  /**
   * Returns a URL of the server.
   *
   * @param path below the base URL, with a leading slash
   */
  public HttpUrl.Builder url(String path) {
    return HttpUrl.get(settings.baseUrl() + path).newBuilder();
  }

  public Request get(HttpUrl url) {
    return request(url).build();
  }

  public Request get(String path) {
    return get(url(path).build());
  }

  public Request post(String path, JsonNode body) {
    byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
    return request(url(path).build()).post(RequestBody.create(json, JSON_TYPE)).build();
  }

  private Request.Builder request(HttpUrl url) {
    Request.Builder request = new Request.Builder().url(url).header("User-Agent", "dalleserver");
    settings.credentials().authorization().ifPresent(key -> request.header("Authorization", key));
    return request;
  }

  /** Sends a request whose answer is short and comes at once. */
  public JsonNode json(Request request, Cancellation cancellation)
      throws GpuFailure, CancelledException {
    return execute(request, QUICK, cancellation, GpuClient::readJson);
  }

  /** Sends a request; {@code reader} gets a successful answer, which is closed after it. */
  public <T> T execute(
      Request request, Duration limit, Cancellation cancellation, AnswerReader<T> reader)
      throws GpuFailure, CancelledException {
    cancellation.check();
    Call call = call(request, limit, cancellation);
    try (Cancellation.Registration hook = cancellation.onRequest(call::cancel);
        Response response = call.execute()) {
      return read(call, response, reader);
    } catch (IOException | IllegalArgumentException problem) {
      throw failure(call, problem, cancellation);
    }
  }

  /** Sends a request and returns at once; the caller looks after the answer and closes it. */
  public PendingAnswer begin(Request request, Duration limit, Cancellation cancellation)
      throws CancelledException {
    cancellation.check();
    return new PendingAnswer(this, call(request, limit, cancellation), cancellation);
  }

  private Call call(Request request, Duration limit, Cancellation cancellation) {
    Call call = http.newCall(SingleAttempt.track(request));
    long nanos = Math.min(limit.toNanos(), cancellation.remainingNanos());
    call.timeout().timeout(Math.max(1, nanos), TimeUnit.NANOSECONDS);
    return call;
  }

  /**
   * Sends a request after the end of a run, so without its cancellation, for at most two seconds.
   *
   * @return the answer's JSON; empty when there is none, or no success
   */
  public Optional<JsonNode> aside(Request request) {
    // The interrupts that end the run, of which there may be several, must not end this too.
    boolean interrupted = Thread.interrupted();
    try {
      for (int attempt = 0; attempt < MAX_INTERRUPTS; attempt++) {
        try (Response response = aside.newCall(request).execute()) {
          return response.isSuccessful() ? Optional.of(readJson(response)) : Optional.empty();
        } catch (IOException unreachable) {
          if (!Thread.interrupted()) {
            return Optional.empty();
          }
          interrupted = true;
        }
      }
      return Optional.empty();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Opens a WebSocket; what happens to it is told to {@code listener} on other threads. */
  public WebSocket connect(HttpUrl url, WebSocketListener listener) {
    return http.newWebSocket(request(url).build(), listener);
  }

  /** Reads an answer that holds no picture. */
  public static JsonNode readJson(Response response) throws IOException {
    BoundedInputStream body = new BoundedInputStream(response.body().byteStream(), MAX_JSON_BYTES);
    byte[] bytes = body.readAllBytes();
    // Some acknowledge with nothing.
    return bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
  }

  <T> T read(Call call, Response response, AnswerReader<T> reader) throws IOException, GpuFailure {
    try {
      if (!response.isSuccessful()) {
        throw refusal(response);
      }
      return reader.read(response);
    } catch (IOException problem) {
      // Closing alone would read on for a while, to use the connection again.
      call.cancel();
      throw problem;
    }
  }

  private GpuFailure refusal(Response response) throws IOException {
    int status = response.code();
    byte[] bytes = response.body().byteStream().readNBytes((int) MAX_ERROR_BYTES);
    String body = new String(bytes, StandardCharsets.UTF_8);
    String told = ServerText.sentence(body).map(text -> ": " + clean(text)).orElse("");
    String answered = server + " answered " + status + told;
    if (status == 401 || status == 403) {
      return new GpuFailure(
          GpuFault.KEY_REFUSED, answered + "; set --image-server-key-file to what it asks for");
    }
    if (status >= 300 && status < 400) {
      return new GpuFailure(
          GpuFault.REJECTED,
          server + " redirects (" + status + "); set " + setting + " to where it leads");
    }
    Optional<GpuFailure> special =
        failures.read(response.request().url().encodedPath(), status, body);
    if (special.isPresent()) {
      return special.get();
    }
    GpuFault fault =
        switch (status) {
          case 429 -> GpuFault.BUSY;
          case 408, 502, 503, 504 -> GpuFault.GATEWAY;
          default -> status >= 500 ? GpuFault.FAILED : GpuFault.REJECTED;
        };
    return new GpuFailure(fault, answered);
  }

  GpuFailure failure(Call call, Exception problem, Cancellation cancellation)
      throws CancelledException {
    // A cancelled call, and one that met the run's own deadline, look like a broken connection.
    cancellation.check();
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(Cancellation.Reason.SHUTDOWN);
    }
    boolean sent = SingleAttempt.wasSent(call.request());
    String reason = describe(problem);
    if (problem instanceof NotKeptException) {
      return new GpuFailure(
          GpuFault.NOT_KEPT, "the picture came and could not be stored: " + reason, problem);
    }
    if (problem instanceof SizeLimitException tooLarge) {
      return new GpuFailure(
          GpuFault.TOO_LARGE,
          server + "'s answer is too large: it has more than " + (tooLarge.limit() >> 20) + " MiB",
          problem);
    }
    if (problem instanceof JacksonException
        || problem instanceof IllegalArgumentException
        || problem instanceof InvalidLengthException) {
      return incomprehensible(reason, problem);
    }
    if (!sent) {
      return new GpuFailure(
          GpuFault.CONNECT,
          server + " cannot be reached: " + reason + "; start it, or set " + setting,
          problem);
    }
    return problem instanceof InterruptedIOException
        ? new GpuFailure(GpuFault.TIMEOUT, server + " did not answer in time", problem)
        : new GpuFailure(GpuFault.BROKEN, "the connection to " + server + " broke", problem);
  }

  private GpuFailure incomprehensible(String reason, Exception problem) {
    return new GpuFailure(
        GpuFault.INVALID_ANSWER,
        server + " answers what is not of its protocol: " + reason + "; is " + setting + " right?",
        problem);
  }

  private String describe(Exception problem) {
    return clean(PlainReason.of(problem));
  }

  /** Returns text from the server as it may be shown. */
  public String clean(String text) {
    return ServerText.clean(settings.credentials().redactFrom(text));
  }

  /** Returns its host and port. */
  String host() {
    return settings.baseUrl().getRawAuthority();
  }

  /** Describes where it is, without secrets. */
  String describe() {
    return settings.baseUrl().toString();
  }

  @Override
  public void close() {
    http.dispatcher().cancelAll();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
