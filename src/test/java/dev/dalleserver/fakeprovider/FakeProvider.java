package dev.dalleserver.fakeprovider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dalleserver.fakegpu.FakeGpuServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Speaks enough of the OpenAI protocol to stand in for a provider, and misbehaves on request:
 * {@code /v1/chat/completions}, {@code /v1/images/generations}, {@code /v1/models}, the same below
 * {@code /openai}, {@code /files/...} and, to change its behaviour at run time, {@code
 * /control?status=429&retry-after=2} (any switch of {@link Behaviour}; without any it is
 * well-behaved again). {@code /calls} counts what was asked, {@code /calls?reset} forgets.
 */
public final class FakeProvider implements AutoCloseable {
  private static final Map<String, String> ENDINGS =
      Map.of("/chat/completions", "chat", "/images/generations", "image", "/models", "models");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Random chance = new Random(1);
  private final Map<String, AtomicInteger> calls = new LinkedHashMap<>();
  private final RateWindow window = new RateWindow();
  private final Map<String, AtomicInteger> painted = new ConcurrentHashMap<>();
  private final AtomicInteger late = new AtomicInteger();
  private volatile Behaviour behaviour;
  private volatile Runnable pictureSent = () -> {};
  private volatile String held = "";
  private volatile CountDownLatch released = new CountDownLatch(0);

  /**
   * @param port on loopback, 0 for a free one
   * @param changes switches of {@link Behaviour} that differ from the defaults
   */
  public FakeProvider(int port, Map<String, String> changes) throws IOException {
    behaviour = Behaviour.of(changes);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
    for (String operation : new String[] {"chat", "image", "download", "models", "limited"}) {
      calls.put(operation, new AtomicInteger());
    }
    // Azure's paths are below /openai, and redirects lead to /moved.
    for (String root : new String[] {"/v1/", "/openai/", "/moved/"}) {
      server.createContext(root, this::serveApi);
    }
    server.createContext("/files/", exchange -> serve(exchange, "download"));
    server.createContext("/control", this::control);
    server.createContext("/calls", this::count);
    server.setExecutor(threads);
    server.start();
  }

  /** What to set {@code OPENAI_BASE_URL} to. */
  public String baseUrl() {
    return origin() + "/v1";
  }

  /**
   * How many requests of a kind have come: {@code chat}, {@code image} or {@code download}; {@code
   * limited} are those of them that were refused for the rate.
   */
  public int calls(String operation) {
    return calls.get(operation).get();
  }

  /** How many pictures were sent, by their prompts. */
  public Map<String, Integer> painted() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    painted.forEach((prompt, count) -> counts.put(prompt, count.get()));
    return counts;
  }

  /** The defaults with these changes, from the next request on. */
  public void behave(Map<String, String> changes) {
    behaviour = Behaviour.of(changes);
  }

  /** Called on the provider's thread whenever the last byte of a picture has been sent. */
  public void whenPictureSent(Runnable listener) {
    pictureSent = listener;
  }

  /** From now on requests of a kind are answered only after {@link #release}. */
  public void hold(String operation) {
    released = new CountDownLatch(1);
    held = operation;
  }

  /** Lets the held requests go on, and holds no others. */
  public void release() {
    held = "";
    released.countDown();
  }

  private String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void serveApi(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Behaviour.Reach reach = behaviour.reach();
    if (reach.redirect() != 0 && path.startsWith("/v1/")) {
      String target = reach.redirectTo().isEmpty() ? "/moved" : reach.redirectTo();
      exchange.getResponseHeaders().set("Location", target + path);
      try (exchange) {
        reply(exchange, reach.redirect(), "");
      }
      return;
    }
    for (Map.Entry<String, String> ending : ENDINGS.entrySet()) {
      if (path.endsWith(ending.getKey())) {
        serve(exchange, ending.getValue());
        return;
      }
    }
    try (exchange) {
      reply(exchange, 404, "<html>Not Found</html>");
    }
  }

  private static boolean mayCall(HttpExchange exchange, String key) {
    return key.isEmpty()
        || ("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"))
        || key.equals(exchange.getRequestHeaders().getFirst("api-key"));
  }

  private void serve(HttpExchange exchange, String operation) throws IOException {
    Behaviour now = behaviour;
    calls.get(operation).incrementAndGet();
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      if (held.equals(operation)) {
        awaitRelease();
      }
      boolean fault = now.concerns(operation);
      if (fault) {
        pause(now.hang() ? Long.MAX_VALUE : now.latency().toMillis());
      }
      exchange.getResponseHeaders().set("x-request-id", "req_fake_" + System.nanoTime());
      Optional<String> refusal =
          fault ? FakeAnswer.refusal(now.quirks(), operation, request) : Optional.empty();
      if (!mayCall(exchange, now.reach().key())) {
        reply(exchange, 401, now.quirks().error("invalid_api_key", "this key is not accepted"));
      } else if (isMissing(exchange.getRequestURI().getPath())) {
        reply(exchange, 404, "");
      } else if (refusal.isPresent()) {
        reply(exchange, refusalStatus(now), now.quirks().error("invalid_request", refusal.get()));
      } else if (fault && fails(now)) {
        fail(exchange, now);
      } else if (fault && !now.rate().isEmpty() && isOverRate(exchange, now)) {
        calls.get("limited").incrementAndGet();
      } else {
        if (operation.equals("image")) {
          painted
              .computeIfAbsent(FakeAnswer.prompt(request), any -> new AtomicInteger())
              .incrementAndGet();
        }
        Behaviour effective = fault ? now : Behaviour.of(Map.of());
        new FakeAnswer(effective, origin()).send(exchange, operation, request);
        if (operation.equals("image")) {
          pictureSent.run();
        }
      }
    }
  }

  /** Storage that is behind knows a picture the third time only. */
  private boolean isMissing(String path) {
    return path.startsWith("/files/dead/")
        || (path.startsWith("/files/late/") && late.getAndIncrement() % 3 < 2);
  }

  private static int refusalStatus(Behaviour now) {
    return now.status() == 200 ? 400 : now.status();
  }

  private boolean fails(Behaviour now) {
    synchronized (chance) {
      return now.fails(chance.nextDouble());
    }
  }

  private static void fail(HttpExchange exchange, Behaviour now) throws IOException {
    if (!now.retryAfter().isEmpty()) {
      exchange.getResponseHeaders().set("Retry-After", now.retryAfter());
    }
    String body =
        now.front().isEmpty()
            ? now.quirks().error(now.code(), now.message())
            : FakeAnswer.gatewayError(now.front(), now.failureStatus());
    reply(exchange, now.failureStatus(), body);
  }

  private boolean isOverRate(HttpExchange exchange, Behaviour now) throws IOException {
    Duration wait = window.take(now.rate());
    if (wait.isZero()) {
      return false;
    }
    String message = RateWindow.say(now.hint(), wait, exchange.getResponseHeaders());
    reply(exchange, 429, now.quirks().error("rate_limit_exceeded", message));
    return true;
  }

  private void control(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        behave(query(exchange));
        reply(exchange, 200, behaviour + "\n");
      } catch (IllegalArgumentException | java.time.DateTimeException bad) {
        reply(exchange, 400, bad.getMessage() + "\n");
      }
    }
  }

  private void count(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (query(exchange).containsKey("reset")) {
        calls.values().forEach(number -> number.set(0));
      }
      StringBuilder text = new StringBuilder("{");
      calls.forEach(
          (name, number) ->
              text.append(text.length() > 1 ? "," : "")
                  .append('"')
                  .append(name)
                  .append("\":")
                  .append(number));
      reply(exchange, 200, text.append("}\n").toString());
    }
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> values = new LinkedHashMap<>();
    String query = exchange.getRequestURI().getRawQuery();
    if (query != null && !query.isEmpty()) {
      for (String pair : query.split("&")) {
        String[] sides = pair.split("=", 2);
        values.put(
            sides[0], sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  private static void reply(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits, but not beyond the closing of the server. */
  private void pause(long millis) {
    try {
      if (millis > 0 && closed.await(millis, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    release();
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /**
   * {@code [--port N] [switches]}; prints the base URL and serves until it is killed.
   *
   * @param args switches with their values; {@code --help} lists them
   */
  public static void main(String[] args) throws Exception {
    if (args.length > 1 && args[0].equals("--protocol") && !args[1].equals("openai")) {
      FakeGpuServer.main(List.of(args).subList(1, args.length));
      return;
    }
    Map<String, String> changes = new LinkedHashMap<>();
    int port = 0;
    for (int i = 0; i < args.length; i++) {
      String name = args[i].replaceFirst("^--", "");
      if (name.equals("help")) {
        System.out.println(
            "fake-provider [--protocol openai|a1111|comfyui|sdcpp] [--port N] [--"
                + String.join("] [--", Behaviour.names())
                + "]\nas: "
                + String.join(", ", Scenarios.names()));
        return;
      }
      boolean bare =
          Behaviour.isSwitch(name) && (i + 1 == args.length || args[i + 1].startsWith("--"));
      String value = bare ? "true" : args[++i];
      if (name.equals("port")) {
        port = Integer.parseInt(value);
      } else {
        changes.put(name, value);
      }
    }
    FakeProvider fake = new FakeProvider(port, changes);
    System.out.println(fake.baseUrl());
  }
}
