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
import java.util.stream.Collectors;

/** This process among those of its cluster: all must make the same picture of an address. */
final class ClusterMembership {
  /** A process that was not seen for so long counts as gone. */
  static final Duration SILENCE = Duration.ofSeconds(30);

  /** Enough digits of a hash to tell different words apart in a message. */
  private static final int HASH_DIGITS = 12;

  private final NodeRegistry nodes;
  private final NodeFacts facts;

  ClusterMembership(Database database, NodeName name, AttributeDatabases databases) {
    this.facts = new NodeFacts(Version.text(), words(databases), OfflinePainter.VERSION);
    this.nodes = new NodeRegistry(database, name, facts, SILENCE);
  }

  NodeRegistry nodes() {
    return nodes;
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
      for (NodeState other : nodes.alive()) {
        List<String> different = different(other.facts());
        if (!other.id().equals(nodes.id()) && !different.isEmpty()) {
          throw new IOException(
              "this server and node "
                  + other.name()
                  + " of its cluster would make different pictures of an address: they differ in "
                  + String.join(", ", different)
                  + "; --adopt-words starts it all the same");
        }
      }
    } catch (DatabaseUnavailableException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Returns the databases whose words are not those of another node. */
  private List<String> different(NodeFacts others) {
    List<String> different = new ArrayList<>();
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

  /** Returns what health shows of the cluster. */
  Map<String, Object> details() {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (NodeState node : nodes.alive()) {
      shown.put(
          node.name(),
          node.facts().version() + ", seen " + node.sinceSeen().toMillis() + " ms ago");
    }
    return Map.of("nodes", shown);
  }
}
