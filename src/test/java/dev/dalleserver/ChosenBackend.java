package dev.dalleserver;

import dev.dalleserver.fixtures.SharedState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The backend of test servers: the embedded one, or, where the system property {@code backend} is
 * {@code cluster}, a database and a bucket for each data directory. So tests of what clients see
 * run unchanged on either; see {@link OnBothBackends}.
 */
final class ChosenBackend {
  static final String PROPERTY = "backend";
  static final String CLUSTER = "cluster";

  /** By data directory; guarded by this class. */
  private static final Map<Path, SharedState> STATES = new HashMap<>();

  private ChosenBackend() {}

  /** Returns what a server of that data directory is started with as well. */
  static List<String> flags(Path dataDir, List<String> given) {
    boolean isChosen = given.stream().anyMatch(flag -> flag.startsWith("--database-url"));
    return isChosen || !CLUSTER.equals(System.getProperty(PROPERTY))
        ? List.of()
        : List.of(state(dataDir).flags("node"));
  }

  /** Returns the state of a directory; a new one gets the emptied state of one that is gone. */
  private static synchronized SharedState state(Path dataDir) {
    SharedState known = STATES.get(dataDir);
    if (known != null) {
      return known;
    }
    Optional<Path> gone =
        STATES.keySet().stream().filter(it -> !Files.exists(it.getParent())).findAny();
    SharedState state =
        gone.map(STATES::remove).map(SharedState::emptied).orElseGet(SharedState::create);
    STATES.put(dataDir, state);
    return state;
  }
}
