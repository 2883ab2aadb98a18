package dev.dalleserver.fakegpu;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * A stand-in that answers as AUTOMATIC1111's web UI, ComfyUI or stable-diffusion.cpp's server does,
 * and misbehaves on request: {@code /control?step=200ms&fault=oom} changes it at run time, {@code
 * /calls} tells what was asked. Without a fault it is well-behaved; {@code --help} lists them all.
 */
public final class FakeGpuServer implements AutoCloseable {
  /** What it can be told to do wrong; each protocol knows those that it can have. */
  private static final List<String> FAULTS =
      List.of(
          "api-off",
          "no-model",
          "oom",
          "node-error",
          "refused-node",
          "empty",
          "text",
          "html",
          "key",
          "busy",
          "old",
          "no-socket",
          "lose-socket",
          "silent-socket",
          "other-user",
          "no-progress",
          "slow-answer");

  /** The part that differs between the programs. */
  interface Protocol {
    void routes(JavalinConfig config, FakeGpuServer server);

    /** Told of every beginning, step and end of a task. */
    default void changed(FakeCard.Task task) {}
  }

  private final Protocol protocol;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private volatile Duration stepTime = Duration.ofMillis(20);
  private volatile Set<String> faults = Set.of();
  private volatile FakeCard card;
  private volatile Javalin app;

  private FakeGpuServer(Protocol protocol, int port) {
    this.protocol = protocol;
    this.card = newCard();
    this.app = newApp().start("127.0.0.1", port);
  }

  public static FakeGpuServer a1111() {
    return new FakeGpuServer(new FakeA1111(), 0);
  }

  public static FakeGpuServer comfyUi() {
    return new FakeGpuServer(new FakeComfyUi(), 0);
  }

  public static FakeGpuServer sdCpp() {
    return new FakeGpuServer(new FakeSdCpp(), 0);
  }

  private FakeCard newCard() {
    return new FakeCard(
        () -> stepTime,
        () -> has("oom") || has("node-error") || has("no-model"),
        protocol::changed);
  }

  private Javalin newApp() {
    return Javalin.create(
        config -> {
          config.startup.showJavalinBanner = false;
          config.jetty.modifyServer(jetty -> jetty.setStopTimeout(0));
          config.routes.before(this::enter);
          config.routes.get("/control", this::control);
          config.routes.get("/calls", ctx -> ctx.result(String.join("\n", calls) + "\n"));
          protocol.routes(config, this);
        });
  }

  private void enter(Context ctx) {
    if (ctx.path().equals("/control") || ctx.path().equals("/calls")) {
      return;
    }
    calls.add(ctx.method() + " " + ctx.path());
    if (!ctx.body().isEmpty()) {
      bodies.add(ctx.body());
    }
    if (has("key") && !"Basic bWU6c2VjcmV0".equals(ctx.header("Authorization"))) {
      ctx.status(401).json(Map.of("detail", "Not authenticated")).skipRemainingHandlers();
    } else if (has("html")) {
      ctx.html("<html><body>a proxy's page</body></html>").skipRemainingHandlers();
    }
  }

  private void control(Context ctx) {
    Map<String, String> changes = new LinkedHashMap<>();
    ctx.queryParamMap().forEach((name, values) -> changes.put(name, values.get(0)));
    try {
      behave(changes);
      ctx.result(changes + "\n");
    } catch (IllegalArgumentException bad) {
      ctx.status(400).result(bad.getMessage() + "\n");
    }
  }

  /**
   * The defaults with these changes.
   *
   * @param changes {@code step}, a duration such as {@code 200ms}, and {@code fault}, names
   *     separated by commas
   */
  public void behave(Map<String, String> changes) {
    Set<String> wanted = new TreeSet<>(List.of(changes.getOrDefault("fault", "").split(",")));
    wanted.remove("");
    if (!FAULTS.containsAll(wanted)) {
      throw new IllegalArgumentException("of the faults " + wanted + " some are none of " + FAULTS);
    }
    faults = wanted;
    stepTime = duration(changes.getOrDefault("step", "20ms"));
  }

  private static Duration duration(String text) {
    return text.endsWith("ms")
        ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
        : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }

  /** The names of what it can be told to do wrong. */
  public static List<String> faults() {
    return FAULTS;
  }

  boolean has(String fault) {
    return faults.contains(fault);
  }

  /** The card that works. */
  public FakeCard card() {
    return card;
  }

  /** What a user at the web UI can do to whatever is painted. */
  public void interrupt() {
    card.interrupt();
  }

  /** What was asked for: method and path. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /** The bodies that came, in order. */
  public List<String> bodies() {
    return List.copyOf(bodies);
  }

  public String baseUrl() {
    return "http://127.0.0.1:" + app.port();
  }

  /** Breaks the connection of a request, without an answer. */
  static void hangUp(Context ctx) {
    ServletContextRequest.getServletContextRequest(ctx.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }

  /** Forgets all its work, as after a restart that was so quick that no connection noticed. */
  public void forget() {
    FakeCard old = card;
    card = newCard();
    old.close();
  }

  /** Ends in the middle of its work and starts again, having forgotten everything. */
  public void restart() {
    int port = app.port();
    FakeCard old = card;
    card = newCard();
    old.close();
    app.stop();
    app = newApp().start("127.0.0.1", port);
  }

  @Override
  public void close() {
    card.close();
    app.stop();
  }

  /**
   * {@code a1111|comfyui|sdcpp [--port N] [--step 200ms] [--fault name,name]}; prints the base URL
   * and serves until it is killed.
   */
  public static void main(List<String> args) {
    if (args.contains("--help")) {
      System.out.println(
          "fake-provider --protocol a1111|comfyui|sdcpp [--port N] [--step 200ms] [--fault "
              + String.join("|", FAULTS)
              + "]");
      return;
    }
    Map<String, String> changes = new LinkedHashMap<>();
    int port = 0;
    for (int i = 1; i + 1 < args.size(); i += 2) {
      if (args.get(i).equals("--port")) {
        port = Integer.parseInt(args.get(i + 1));
      } else {
        changes.put(args.get(i).replaceFirst("^--", ""), args.get(i + 1));
      }
    }
    Protocol protocol =
        switch (args.get(0)) {
          case "a1111" -> new FakeA1111();
          case "comfyui" -> new FakeComfyUi();
          case "sdcpp" -> new FakeSdCpp();
          default -> throw new IllegalArgumentException("no protocol " + args.get(0));
        };
    FakeGpuServer server = new FakeGpuServer(protocol, port);
    server.behave(changes);
    System.out.println(server.baseUrl());
  }
}
