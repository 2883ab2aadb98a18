package dev.dalleserver.web.server;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.tasks.FatalErrors;
import dev.dalleserver.web.http.AccessPolicy;
import dev.dalleserver.web.http.BodySender;
import dev.dalleserver.web.http.CrossOrigin;
import dev.dalleserver.web.http.ErrorMapping;
import dev.dalleserver.web.http.ExternalUrls;
import dev.dalleserver.web.http.RequestListener;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
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

/** The HTTP server: Javalin on Jetty, with this project's own limits. */
public final class WebServer implements AutoCloseable {
  /**
   * Threads beyond those of the handlers: for the network, and for health and metrics, which do not
   * wait for a handler's permit.
   */
  private static final int SPARE_THREADS = 32;

  private static final int MAX_HANDLERS = 160;

  private static final int MIN_HANDLERS = 32;
  private static final int HANDLERS_PER_PROCESSOR = 8;

  private static final int MIN_THREADS = 8;
  private static final int ACCEPT_QUEUE = 4096;

  /**
   * Minimum time for answers under way, and the time for requests that arrive while the server
   * waits for those; bounded so that clients cannot delay the stop by sending more requests.
   */
  private static final Duration FINAL_DRAIN = Duration.ofMillis(500);

  private final Javalin app;
  private final ServerConnector connector;
  private final Connections connections;
  private final Limits limits;
  private final RequestLogger logger;
  private final List<String> paths;
  private final AtomicLong shutdownAnnouncedNanos = new AtomicLong();

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
   * The address to listen on, and the rules and limits for clients.
   *
   * @param port 0 lets the system choose a free port
   * @param access which clients may do what
   * @param urls the URLs under which clients reach the server
   * @param limits limits for one client
   * @param load the resources that all clients together use
   */
  public record Options(
      String host,
      int port,
      AccessPolicy access,
      ExternalUrls urls,
      Limits limits,
      ServerLoad load) {
    /** Returns the budget of memory for all clients together. */
    MemoryBudget memory() {
      return load.memory();
    }
  }

  /**
   * Starts to listen.
   *
   * @param listener notified of every request
   * @throws BindException when the server cannot listen on the port
   */
  public static WebServer start(
      Options options, RouteTable routes, Clock clock, RequestListener listener)
      throws BindException {
    requireResolvable(options.host());
    Connections connections = new Connections(options.limits(), System::nanoTime);
    ConnectorFactory connectors = new ConnectorFactory(options, connections);
    RequestLogger logger = new RequestLogger();
    boolean started = false;
    try {
      RequestCompletion completion = new RequestCompletion(listener, logger, connections);
      Javalin app = createApp(options, routes, clock, listener, connectors, completion);
      List<String> paths = routes.paths();
      app.start();
      started = true;
      return new WebServer(app, connectors.created(), connections, options.limits(), logger, paths);
    } catch (UncheckedIOException e) {
      throw BindException.of(options.host(), options.port(), e);
    } finally {
      if (!started) {
        // Without a server to close, its socket and threads would last as long as the process.
        connectors.close();
        connections.close();
        logger.close();
      }
    }
  }

  /** Resolves the host before Jetty does, which reports a name that is unknown as a busy port. */
  private static void requireResolvable(String host) throws BindException {
    try {
      InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new BindException(
          "--host %s cannot be resolved; expected an IP address of this machine, 0.0.0.0 for all of"
                  .formatted(host)
              + " them, or a name that resolves to one",
          e);
    }
  }

  private static Javalin createApp(
      Options options,
      RouteTable routes,
      Clock clock,
      RequestListener listener,
      ConnectorFactory connectors,
      RequestCompletion completion) {
    Connections connections = connectors.connections;
    return Javalin.create(
        config -> {
          CrossOrigin crossOrigin = new CrossOrigin(options.access());
          PrefixStripper prefixes = new PrefixStripper(options.urls(), routes);
          JettyErrors jettyErrors =
              new JettyErrors(
                  clock,
                  new RejectionMessages(options.limits()),
                  crossOrigin,
                  routes.errorPage(),
                  prefixes);
          configure(
              config, routes, connectors, new ErrorMapping(clock, routes.errorPage()), jettyErrors);
          config.jetty.modifyHttpConfiguration(http -> applyLimits(http, options.limits()));
          BodySender.register(config, options.memory());
          HandlerPermits permits = new HandlerPermits(maxHandlers());
          config.appData(HandlerPermits.key(), permits);
          config.jetty.modifyServer(server -> server.insertHandler(permits));
          BodyReceiver bodyReceiver = createBodyReceiver(options, connections, routes, jettyErrors);
          config.jetty.modifyServer(server -> server.insertHandler(bodyReceiver));
          config.jetty.modifyServer(server -> server.insertHandler(crossOrigin));
          config.jetty.modifyServer(
              server -> server.insertHandler(options.load().createLoadShedder(jettyErrors)));
          EdgeHandler edge =
              new EdgeHandler(listener, connections, jettyErrors, crossOrigin, prefixes);
          // The outermost handler is inserted last: all answers pass through it.
          config.jetty.modifyServer(server -> prepare(server, jettyErrors, edge, completion));
        });
  }

  private static BodyReceiver createBodyReceiver(
      Options options, Connections connections, RouteTable routes, JettyErrors errors) {
    return new BodyReceiver(
        connections,
        new RouteAdmission(routes),
        options.memory(),
        options.limits().bodyBytes(),
        errors);
  }

  /** Returns the port that the server listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Returns the patterns of all routes, for tests that request every one. */
  public List<String> paths() {
    return paths;
  }

  /** Makes every answer from now on say that its connection will be closed. */
  public void announceShutdown() {
    shutdownAnnouncedNanos.compareAndSet(0, System.nanoTime());
    connections.markStopping();
  }

  /**
   * Waits for the answers under way, as long as the limits allow from the announcement on, and
   * stops. Until then the server answers requests, so that clients learn that it is shutting down.
   */
  @Override
  public void close() {
    announceShutdown();
    Duration left =
        limits.drainTimeout().minusNanos(System.nanoTime() - shutdownAnnouncedNanos.get());
    connections.drain(left.compareTo(FINAL_DRAIN) < 0 ? FINAL_DRAIN : left);
    connector.setAccepting(false);
    connections.drain(FINAL_DRAIN);
    app.stop();
    connections.close();
    logger.close();
  }

  private static void configure(
      JavalinConfig config,
      RouteTable routes,
      ConnectorFactory connectors,
      ErrorMapping errors,
      JettyErrors jettyErrors) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    // Polls and pictures are most of what the server sends, and neither gains from compression.
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jetty.threadPool = createThreadPool();
    config.jetty.addConnector(connectors::create);
    config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(jettyErrors));
    // A connection that has become a WebSocket is no longer examined by Connections.
    config.jetty.modifyWebSocketServletFactory(
        factory -> factory.setIdleTimeout(connectors.options.limits().idleTimeout()));
    config.routes.exception(Exception.class, errors::answer);
    // The framework has a more specific handler for its own exceptions, which must not be used.
    config.routes.exception(HttpResponseException.class, errors::answer);
    config.router.javaLangErrorHandler(errors::answerError);
    routes.register(config.routes);
  }

  /**
   * Returns how many handlers may run at once. Handlers never wait for a client, only sometimes for
   * the disk: more of them would finish nothing sooner, and leave a liveness check a smaller part
   * of the processors.
   */
  private static int maxHandlers() {
    int handlers = HANDLERS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
    return Math.min(MAX_HANDLERS, Math.max(MIN_HANDLERS, handlers));
  }

  private static void prepare(
      Server server, JettyErrors jettyErrors, EdgeHandler edge, RequestCompletion completion) {
    server.insertHandler(edge);
    server.setRequestLog(completion);
    server.setErrorHandler(jettyErrors);
    // Jetty's own graceful stop takes a second when a connection is idle.
    server.setStopTimeout(0);
  }

  private static void applyLimits(HttpConfiguration http, Limits limits) {
    // Ambiguous paths are refused before any code can misread them. An empty segment is accepted:
    // it is a missing parameter, and the handlers answer so. An encoded slash is refused later,
    // where no handler takes it.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "dalleserver",
            RejectionMessages.ALLOWED_VIOLATION,
            RejectionMessages.VIOLATION_IN_NAMES));
    http.setRequestHeaderSize(limits.headerBytes());
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
  }

  private static QueuedThreadPool createThreadPool() {
    QueuedThreadPool pool =
        new QueuedThreadPool(maxHandlers() + SPARE_THREADS, MIN_THREADS) {
          @Override
          protected void runJob(Runnable job) {
            try {
              super.runJob(job);
            } catch (Error e) {
              // Jetty only logs a warning, which the operator may have turned off.
              FatalErrors.escalate(e);
              throw e;
            }
          }
        };
    pool.setName("http");
    return pool;
  }

  /** Creates the connector while the framework starts, and keeps it. */
  private static final class ConnectorFactory {
    private final Options options;
    private final Connections connections;
    private @Nullable ServerConnector created;

    ConnectorFactory(Options options, Connections connections) {
      this.options = options;
      this.connections = connections;
    }

    ServerConnector create(Server server, HttpConfiguration http) {
      ServerConnector connector =
          new DisconnectDetectingConnector(
              server, new HttpConnectionFactory(http), options.load().connections());
      connector.setHost(options.host());
      connector.setPort(options.port());
      connector.setAcceptQueueSize(ACCEPT_QUEUE);
      // Connections alone decides which client rests too long. A second clock would fire in the
      // moment in which a slow answer ends, and close the connection before the client has it.
      connector.setIdleTimeout(0);
      if (options.limits().sendBufferBytes() > 0) {
        connector.setAcceptedSendBufferSize(options.limits().sendBufferBytes());
      }
      connector.addEventListener(connections);
      created = connector;
      bind(connector);
      return connector;
    }

    /** Binds before the framework does, which logs a dozen lines when the port is in use. */
    private static void bind(ServerConnector connector) {
      try {
        connector.open();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Closes the socket, if there is one; for a server that has not started. */
    void close() {
      if (created != null) {
        created.close();
      }
    }

    ServerConnector created() {
      return Objects.requireNonNull(created, "the framework did not ask for a connector");
    }
  }
}
