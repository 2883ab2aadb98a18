package dev.dalleserver;

import dev.dalleserver.fixtures.SharedState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The backend of test servers: the embedded one, or, with {@code -Dbackend=cluster}, a database and
 * a bucket for each data directory. So tests of what clients see run unchanged on either.
 */
final class ChosenBackend {
  private static final Map<Path, SharedState> STATES = new ConcurrentHashMap<>();

  private ChosenBackend() {}

  /** Returns true when test servers have the backend of a cluster. */
  static boolean isCluster() {
    return "cluster".equals(System.getProperty("backend"));
  }

  /** Returns what a server of that data directory is started with as well. */
  static List<String> flags(Path dataDir, List<String> given) {
    boolean chosen = given.stream().anyMatch(flag -> flag.startsWith("--database-url"));
    return !isCluster() || chosen
        ? List.of()
        : List.of(STATES.computeIfAbsent(dataDir, any -> SharedState.create()).flags("node"));
  }
}
