package dev.dalleserver.cluster.postgres;

import dev.dalleserver.cluster.NodeName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The processes of the cluster. A process whose words or painter differ from those that are alive
 * must not serve: the same address would give another picture.
 */
public final class NodeRegistry {
  private static final long NANOS_PER_MICRO = 1000;

  private static final Sql BEAT =
      new Sql(
          "node_beat",
          "INSERT INTO node (id, name, version, words_hash, painter_version) VALUES (?, ?, ?, ?, ?)"
              + " ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp(), words_hash ="
              + " excluded.words_hash");
  private static final Sql ALIVE =
      new Sql(
          "node_alive",
          "SELECT id, name, version, words_hash, painter_version, (extract(epoch FROM"
              + " clock_timestamp() - started_at) * 1000000)::bigint AS uptime, (extract(epoch FROM"
              + " clock_timestamp() - seen_at) * 1000000)::bigint AS unseen FROM node WHERE seen_at"
              + " > clock_timestamp() - ? * interval '1 microsecond' ORDER BY started_at, id");
  private static final Sql REMOVE = new Sql("node_remove", "DELETE FROM node WHERE id = ?");
  private static final Sql PURGE =
      new Sql(
          "node_purge", "DELETE FROM node WHERE seen_at < clock_timestamp() - interval '1 day'");

  private final Database database;
  private final String id;
  private final NodeName name;
  private final Supplier<NodeFacts> facts;
  private final Duration silence;

  /**
   * Creates a registry with a new id for this process; nothing is written yet.
   *
   * @param facts as they are now: a reload may change the words
   * @param silence after which a process that was not seen counts as gone
   */
  public NodeRegistry(
      Database database, NodeName name, Supplier<NodeFacts> facts, Duration silence) {
    this.database = database;
    this.id = name.text() + "/" + UUID.randomUUID();
    this.name = name;
    this.facts = facts;
    this.silence = silence;
  }

  /** Returns the id of this process. */
  public String id() {
    return id;
  }

  /** Says that this process is alive. */
  public void beat() {
    NodeFacts now = facts.get();
    database.call(
        "node_beat",
        session ->
            session.update(
                BEAT, id, name.text(), now.version(), now.wordsHash(), now.painterVersion()));
  }

  /** Returns the processes that are alive, the one that started first at the head. */
  public List<NodeState> alive() {
    return database.call(
        "node_alive",
        session -> session.list(ALIVE, NodeRegistry::read, silence.toNanos() / NANOS_PER_MICRO));
  }

  /**
   * Returns what differs between this process and the others that are alive, in words; empty when
   * nothing does.
   */
  public Optional<String> difference() {
    NodeFacts own = facts.get();
    for (NodeState other : alive()) {
      if (other.id().equals(id)) {
        continue;
      }
      NodeFacts others = other.facts();
      if (!others.wordsHash().equals(own.wordsHash())) {
        return Optional.of(
            "this server's words have the hash "
                + own.wordsHash()
                + ", those of node "
                + other.name()
                + " "
                + others.wordsHash());
      }
      if (!others.painterVersion().equals(own.painterVersion())) {
        return Optional.of(
            "this server's painter has the version "
                + own.painterVersion()
                + ", that of node "
                + other.name()
                + " "
                + others.painterVersion());
      }
    }
    return Optional.empty();
  }

  /** Says that this process is gone. */
  public void leave() {
    database.call("node_remove", session -> session.update(REMOVE, id));
  }

  /**
   * Forgets processes that were not seen for a day. One that is not there counts as gone, so
   * nothing else changes.
   */
  void purge() {
    database.call("node_purge", session -> session.update(PURGE));
  }

  private static NodeState read(ResultSet row) throws SQLException {
    return new NodeState(
        row.getString("id"),
        row.getString("name"),
        new NodeFacts(
            row.getString("version"),
            row.getString("words_hash"),
            row.getString("painter_version")),
        Duration.ofNanos(row.getLong("uptime") * NANOS_PER_MICRO),
        Duration.ofNanos(row.getLong("unseen") * NANOS_PER_MICRO));
  }
}
