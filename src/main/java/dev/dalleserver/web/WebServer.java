package dev.dalleserver.web;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.tasks.FatalErrors;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The HTTP server: Javalin on Jetty, with the limits of our own. */
public final class WebServer implements AutoCloseable {
  /** Beside those of the handlers: for the network, health and metrics, which do not wait. */
  private static final int SPARE_THREADS = 32;

  private static final int MOST_HANDLERS = 160;

  private static final int FEWEST_HANDLERS = 32;
  private static final int HANDLERS_PER_PROCESSOR = 8;

  private static final int MIN_THREADS = 8;
  private static final int ACCEPT_QUEUE = 4096;

  /** What is asked meanwhile gets as long, so that nobody keeps a server up by asking on. */
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final Javalin app;
  private final ServerConnector connector;
  private final Connections connections;
  private final Limits limits;
  private final RequestLogger logger;
  private final List<String> paths;
  private final AtomicLong endAnnounced = new AtomicLong();

  private WebServer(
      Javalin app,
      ServerConnector connector,
      Connections connections,
      Limits limits,
      RequestLogger logger,
      List<String> paths) {
    this.paths = paths;
    this.app = app;
    this.connector = connector;
    this.connections = connections;
    this.limits = limits;
    this.logger = logger;
  }

  /**
   * Where people and programs come in.
   *
   * @param port 0 picks a free one
   * @param access who may do what
   * @param limits what one of them may take
   * @param load what all of them together occupy
   */
  public record Entrance(
      String host, int port, AccessPolicy access, Limits limits, ServerLoad load) {
    /** What all of them together may make the server hold. */
    MemoryBudget memory() {
      return load.memory();
    }
  }

  /**
   * Starts to listen.
   *
   * @param listener told of every request
   * @throws BindException when the port cannot be had
   */
  public static WebServer start(
      Entrance entrance, Routes routes, Clock clock, RequestListener listener)
      throws BindException {
    Limits limits = entrance.limits();
    Connections connections = new Connections(limits, System::nanoTime);
    Connectors connectors = new Connectors(entrance, connections);
    RequestLogger logger = new RequestLogger();
    RequestCompletion end = new RequestCompletion(listener, logger, connections);
    Javalin app =
        Javalin.create(
            config -> {
              CrossOrigin crossOrigin = new CrossOrigin(entrance.access());
              JettyErrors refusing =
                  new JettyErrors(clock, new RejectionMessages(limits), crossOrigin);
              configure(config, routes, connectors, new ErrorMapping(clock), refusing);
              config.jetty.modifyHttpConfiguration(http -> limit(http, limits));
              BodySender.register(config, entrance.memory());
              HandlerPermits permits = new HandlerPermits(mostHandlers());
              config.appData(HandlerPermits.key(), permits);
              config.jetty.modifyServer(server -> server.insertHandler(permits));
              BodyReceiver intake = intake(entrance, connections, routes, refusing);
              config.jetty.modifyServer(server -> server.insertHandler(intake));
              config.jetty.modifyServer(server -> server.insertHandler(crossOrigin));
              config.jetty.modifyServer(
                  server -> server.insertHandler(entrance.load().shedder(refusing)));
              EdgeHandler gate = new EdgeHandler(listener, connections, refusing, crossOrigin);
              // Outermost last: all answers pass the gate.
              config.jetty.modifyServer(server -> prepare(server, refusing, gate, end));
            });
    try {
      app.start();
    } catch (UncheckedIOException e) {
      connections.close();
      logger.close();
      throw new BindException(
          "cannot listen on %s port %d: it is in use or not allowed"
              .formatted(entrance.host(), entrance.port()),
          e);
    }
    return new WebServer(app, connectors.made(), connections, limits, logger, routes.paths());
  }

  private static BodyReceiver intake(
      Entrance entrance, Connections connections, Routes routes, JettyErrors errors) {
    return new BodyReceiver(
        connections,
        new RouteAdmission(routes),
        entrance.memory(),
        entrance.limits().bodyBytes(),
        errors);
  }

  /** The port that it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** The patterns of all routes, for tests that try every one. */
  public List<String> paths() {
    return paths;
  }

  /** From now on every answer says that its connection will not be kept. */
  public void announceEnd() {
    endAnnounced.compareAndSet(0, System.nanoTime());
    connections.announceEnd();
  }

  /**
   * Waits for the answers under way, as long as the limits allow from the announcement on, and
   * stops. Until then it answers what is asked, so that callers hear that it is going down.
   */
  @Override
  public void close() {
    announceEnd();
    Duration left = limits.stopping().minusNanos(System.nanoTime() - endAnnounced.get());
    connections.drain(left.compareTo(LAST_WORDS) < 0 ? LAST_WORDS : left);
    connector.setAccepting(false);
    connections.drain(LAST_WORDS);
    app.stop();
    connections.close();
    logger.close();
  }

  private static void configure(
      JavalinConfig config,
      Routes routes,
      Connectors connectors,
      ErrorMapping errors,
      JettyErrors refusing) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    // Polls and pictures are most of what we send, and neither gains from compression.
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jetty.threadPool = threads();
    config.jetty.addConnector(connectors::make);
    config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(refusing));
    config.routes.exception(Exception.class, errors::answer);
    // The framework has a nearer handler for its own exceptions, which must not win.
    config.routes.exception(HttpResponseException.class, errors::answer);
    config.router.javaLangErrorHandler(errors::answerError);
    routes.register(config.routes);
  }

  /**
   * Handlers wait for no client, only for the disk now and then: more of them at once would finish
   * nothing sooner, and leave a question about liveness a smaller part of the processors.
   */
  private static int mostHandlers() {
    int wanted = HANDLERS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
    return Math.min(MOST_HANDLERS, Math.max(FEWEST_HANDLERS, wanted));
  }

  private static void prepare(
      Server server, JettyErrors refusing, EdgeHandler gate, RequestCompletion end) {
    server.insertHandler(gate);
    server.setRequestLog(end);
    server.setErrorHandler(refusing);
    // Jetty's own way of waiting takes a second when there is a connection that nobody uses.
    server.setStopTimeout(0);
  }

  private static void limit(HttpConfiguration http, Limits limits) {
    // What is ambiguous in a path is refused before anybody can misread it. An empty segment is
    // not: it is a parameter left out, and the handlers say so.
    http.setUriCompliance(UriCompliance.DEFAULT.with("dalleserver", RejectionMessages.ALLOWED));
    http.setRequestHeaderSize(limits.headerBytes());
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool pool =
        new QueuedThreadPool(mostHandlers() + SPARE_THREADS, MIN_THREADS) {
          @Override
          protected void runJob(Runnable job) {
            try {
              super.runJob(job);
            } catch (Error e) {
              // Jetty only writes a warning, which the operator may have turned off.
              FatalErrors.escalate(e);
              throw e;
            }
          }
        };
    pool.setName("http");
    return pool;
  }

  /** Makes the connector while the framework starts, and remembers it. */
  private static final class Connectors {
    private final Entrance entrance;
    private final Connections connections;
    private @Nullable ServerConnector made;

    Connectors(Entrance entrance, Connections connections) {
      this.entrance = entrance;
      this.connections = connections;
    }

    ServerConnector make(Server server, HttpConfiguration http) {
      ServerConnector connector =
          new DisconnectDetectingConnector(
              server, new HttpConnectionFactory(http), entrance.load().connections());
      connector.setHost(entrance.host());
      connector.setPort(entrance.port());
      connector.setAcceptQueueSize(ACCEPT_QUEUE);
      connector.setIdleTimeout(entrance.limits().idle().toMillis());
      if (entrance.limits().sendBufferBytes() > 0) {
        connector.setAcceptedSendBufferSize(entrance.limits().sendBufferBytes());
      }
      connector.addEventListener(connections);
      made = connector;
      bind(connector);
      return connector;
    }

    /** Before the framework would, which tells of a port that is taken in a dozen lines. */
    private static void bind(ServerConnector connector) {
      try {
        connector.open();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    ServerConnector made() {
      return Objects.requireNonNull(made, "the framework did not ask for a connector");
    }
  }
}
