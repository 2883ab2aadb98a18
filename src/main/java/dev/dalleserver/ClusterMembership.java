package dev.dalleserver;

import dev.dalleserver.cluster.NodeName;
import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseUnavailableException;
import dev.dalleserver.cluster.postgres.NodeFacts;
import dev.dalleserver.cluster.postgres.NodeRegistry;
import dev.dalleserver.cluster.postgres.NodeState;
import dev.dalleserver.painting.OfflinePainter;
import dev.dalleserver.series.AttributeDatabases;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** This process among those of its cluster: all must make the same picture of an address. */
final class ClusterMembership {
  /** A process that was not seen for so long counts as gone. */
  static final Duration SILENCE = Duration.ofSeconds(30);

  /** Enough digits of a hash to tell different words apart in a message. */
  private static final int HASH_DIGITS = 12;

  private final NodeRegistry nodes;
  private final AttributeDatabases databases;

  ClusterMembership(Database database, NodeName name, AttributeDatabases databases) {
    this.databases = databases;
    this.nodes = new NodeRegistry(database, name, this::facts, SILENCE);
  }

  NodeRegistry nodes() {
    return nodes;
  }

  /** A reload may have changed the words. */
  private NodeFacts facts() {
    return new NodeFacts(Version.text(), words(databases), OfflinePainter.VERSION);
  }

  private static String words(AttributeDatabases databases) {
    return databases.all().stream()
        .map(words -> words.name() + "=" + words.hash().substring(0, HASH_DIGITS))
        .collect(Collectors.joining(" "));
  }

  /**
   * Checks that the processes that are alive have the same words and the same painter.
   *
   * @throws IOException with what differs, and from which node
   */
  void requireSameWords() throws IOException {
    try {
      Optional<String> difference = difference(nodes.alive());
      if (difference.isPresent()) {
        throw new IOException(difference.get() + "; --adopt-words starts it all the same");
      }
    } catch (DatabaseUnavailableException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Returns in words what differs between this process and one that is alive. */
  private Optional<String> difference(List<NodeState> alive) {
    for (NodeState other : alive) {
      List<String> different = different(other.facts());
      if (!other.id().equals(nodes.id()) && !different.isEmpty()) {
        return Optional.of(
            "this server and node "
                + other.name()
                + " of its cluster would make different pictures of an address: they differ in "
                + String.join(", ", different));
      }
    }
    return Optional.empty();
  }

  /** Returns the databases whose words are not those of another node. */
  private List<String> different(NodeFacts others) {
    List<String> different = new ArrayList<>();
    NodeFacts facts = facts();
    List<String> theirs = List.of(others.wordsHash().split(" ", -1));
    for (String own : List.of(facts.wordsHash().split(" ", -1))) {
      if (!theirs.contains(own)) {
        different.add(own.substring(0, own.indexOf('=')));
      }
    }
    if (!others.painterVersion().equals(facts.painterVersion())) {
      different.add("the painter");
    }
    return different;
  }

  /**
   * Returns what health shows of the cluster.
   *
   * @throws IOException with what differs, when nodes make different pictures of an address: one
   *     was started with other words all the same, or has read them again
   */
  Map<String, Object> details() throws IOException {
    List<NodeState> alive = nodes.alive();
    Optional<String> difference = difference(alive);
    if (difference.isPresent()) {
      throw new IOException(difference.get());
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    for (NodeState node : alive) {
      shown.put(
          node.name(),
          node.facts().version() + ", seen " + node.sinceSeen().toMillis() + " ms ago");
    }
    return Map.of("nodes", shown);
  }
}
