package dev.dalleserver;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.settings.ReloadableSettings;
import dev.dalleserver.settings.Settings;
import dev.dalleserver.storage.DataDirectoryException;
import dev.dalleserver.text.PlainReason;
import dev.dalleserver.web.server.BindException;
import dev.dalleserver.web.server.Limits;
import dev.dalleserver.web.server.WebServer;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * A running server: the one place where its parts are chosen and connected. Several servers can
 * live in one JVM, each with its own data directory.
 */
public final class DalleServer implements AutoCloseable {
  private final ShutdownSequence shutdown;
  private final WebServer web;
  private final ServerBuilder builder;

  private DalleServer(ShutdownSequence shutdown, WebServer web, ServerBuilder builder) {
    this.shutdown = shutdown;
    this.web = web;
    this.builder = builder;
  }

  /** Starts a server with the parts that the settings ask for. */
  public static DalleServer start(Settings settings) throws StartupException {
    return start(settings, new ConfiguredProviders(settings, Clocks.SYSTEM), Clocks.SYSTEM);
  }

  /**
   * Starts a server.
   *
   * @param factory creates the enhancer, the image provider and the annotator
   * @throws StartupException when the server cannot get a resource that it needs; no resource stays
   *     open then
   */
  public static DalleServer start(Settings settings, Providers.Factory factory, Clocks clocks)
      throws StartupException {
    return start(settings, factory, clocks, Limits.createDefault(), MemoryBudget.ofThisHeap());
  }

  /** Starts a server with the given limits, for tests that make the server reach them. */
  static DalleServer start(
      Settings settings,
      Providers.Factory factory,
      Clocks clocks,
      Limits limits,
      MemoryBudget memory)
      throws StartupException {
    ShutdownSequence shutdown = new ShutdownSequence();
    try {
      ServerBuilder builder = new ServerBuilder(settings, clocks, shutdown);
      WebServer web = builder.start(factory, limits, memory);
      return new DalleServer(shutdown, web, builder);
    } catch (DataDirectoryException | BindException | IOException e) {
      shutdown.close();
      throw new StartupException(PlainReason.withFile(e), e);
    } catch (RuntimeException e) {
      shutdown.close();
      throw e;
    }
  }

  /** Returns the port that the server listens on. */
  public int port() {
    return web.port();
  }

  /** Returns the patterns of all routes, for tests that try each of them. */
  List<String> paths() {
    return web.paths();
  }

  /** Takes up settings that have changed while the server runs. */
  void reload(ReloadableSettings changed) {
    builder.reload(changed);
  }

  /** Reads the operator's databases again, and returns the names of those that changed. */
  List<String> reloadDatabases() throws IOException {
    return builder.databases().reload();
  }

  /** Describes the image provider for the operator. */
  String providerDescription() {
    return builder.providers();
  }

  /**
   * Registers the listener that ends the process after the data directory was removed or replaced.
   * It gets the reason as text, on a thread that it must not block; the server itself only stops
   * storing files.
   */
  void onDirectoryLost(Consumer<String> end) {
    builder.directoryMonitor().onLost(end);
  }

  /** Refuses new work, finishes answers, cuts off runs and saves statistics, in this order. */
  @Override
  public void close() {
    shutdown.close();
  }
}
