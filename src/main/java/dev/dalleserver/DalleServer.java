package dev.dalleserver;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.series.BrokenFileException;
import dev.dalleserver.settings.Settings;
import dev.dalleserver.store.DataDirectoryException;
import dev.dalleserver.web.BindException;
import dev.dalleserver.web.Limits;
import dev.dalleserver.web.WebServer;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * A running server: the one place where parts are chosen and put together. Several can live in one
 * JVM, each with a data directory of its own.
 */
public final class DalleServer implements AutoCloseable {
  private final ShutdownSequence closing;
  private final WebServer web;
  private final String makers;
  private final DirectoryMonitor directoryMonitor;

  private DalleServer(ShutdownSequence closing, WebServer web, ServerBuilder assembly) {
    this.closing = closing;
    this.web = web;
    this.makers = assembly.makers();
    this.directoryMonitor = assembly.directoryMonitor();
  }

  /** Starts a server with the parts that the settings ask for. */
  public static DalleServer start(Settings settings) throws StartupException {
    return start(settings, new ConfiguredProviders(settings, Clocks.SYSTEM), Clocks.SYSTEM);
  }

  /**
   * Starts a server.
   *
   * @param factory makes those who enhance, paint and caption
   * @throws StartupException when something it needs cannot be had; nothing is left open then
   */
  public static DalleServer start(Settings settings, Providers.Factory factory, Clocks ticker)
      throws StartupException {
    return start(settings, factory, ticker, Limits.usual(), MemoryBudget.ofThisHeap());
  }

  /** As above, for tests that want to see limits at work. */
  static DalleServer start(
      Settings settings,
      Providers.Factory factory,
      Clocks ticker,
      Limits limits,
      MemoryBudget memory)
      throws StartupException {
    ShutdownSequence closing = new ShutdownSequence();
    try {
      ServerBuilder assembly = new ServerBuilder(settings, ticker, closing);
      WebServer web = assembly.start(factory, limits, memory);
      return new DalleServer(closing, web, assembly);
    } catch (DataDirectoryException | BrokenFileException | BindException | IOException e) {
      closing.close();
      throw new StartupException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  /** The port that it listens on. */
  public int port() {
    return web.port();
  }

  /** The patterns of all routes, for tests that try every one. */
  List<String> paths() {
    return web.paths();
  }

  /** Who makes the pictures, in words for the operator. */
  String makers() {
    return makers;
  }

  /**
   * Names who ends the process when the data directory was removed or replaced, and is told why in
   * words; the server itself only stops to store. Called on a thread that must not be held up.
   */
  void whenDirectoryGone(Consumer<String> end) {
    directoryMonitor.onLost(end);
  }

  /** Refuses new work, finishes answers, cuts off runs, saves statistics; in this order. */
  @Override
  public void close() {
    closing.close();
  }
}
