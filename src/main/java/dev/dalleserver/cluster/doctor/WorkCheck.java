package dev.dalleserver.cluster.doctor;

import dev.dalleserver.cluster.collections.CollectionExamination;
import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Session;
import dev.dalleserver.cluster.postgres.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who works, and what is left undone. */
final class WorkCheck {
  private static final int SEEN_SECONDS = 30;

  private static final Sql NODES =
      new Sql(
          "doctor_nodes",
          "SELECT name, version, words_hash, painter_version, extract(epoch FROM clock_timestamp()"
              + " - seen_at)::bigint AS unseen FROM node ORDER BY seen_at DESC LIMIT 1000");

  private static final Sql JOBS =
      new Sql(
          "doctor_jobs",
          "SELECT count(*) FILTER (WHERE node IS NULL) AS waiting, count(*) FILTER (WHERE node IS"
              + " NOT NULL) AS held, count(*) FILTER (WHERE lease_until < clock_timestamp() -"
              + " interval '1 minute') AS overdue, coalesce(extract(epoch FROM clock_timestamp() -"
              + " min(created_at)), 0)::bigint AS age FROM job WHERE ended_at IS NULL");

  private static final Sql ABANDONED =
      new Sql(
          "doctor_intents",
          "SELECT count(*) FILTER (WHERE subject IS NOT NULL) AS pictures, count(*) FILTER (WHERE"
              + " subject IS NULL) AS prompts FROM spending_intent i WHERE begun_at <"
              + " clock_timestamp() - interval '1 hour' AND NOT EXISTS (SELECT FROM node n WHERE"
              + " n.id = i.process AND n.seen_at > clock_timestamp() - interval '30 seconds')");

  private static final Sql FORGET_PROMPTS =
      new Sql(
          "doctor_forget_intents",
          "DELETE FROM spending_intent i WHERE subject IS NULL"
              + " AND begun_at < clock_timestamp() - interval '1 hour' AND NOT EXISTS (SELECT FROM"
              + " node n WHERE n.id = i.process AND n.seen_at > clock_timestamp() - interval '30"
              + " seconds')");

  private static final Sql OUTBOX =
      new Sql(
          "doctor_outbox",
          "SELECT count(*) FROM outbox WHERE created_at < clock_timestamp() - interval '10"
              + " minutes'");

  private static final Sql CATALOG =
      new Sql(
          "doctor_catalog",
          "SELECT count(*) FROM changed_picture WHERE since < clock_timestamp() - interval '5"
              + " minutes'");

  private static final Sql REMOVAL =
      new Sql(
          "doctor_removal",
          "SELECT count(*) FROM unused_object WHERE since < clock_timestamp() - interval '2 days'");

  private final Database database;
  private final boolean fix;
  private final Findings findings;

  WorkCheck(Database database, boolean fix, Findings findings) {
    this.database = database;
    this.fix = fix;
    this.findings = findings;
  }

  private record Node(String name, String version, String words, String painter, long unseen) {
    boolean isAlive() {
      return unseen < SEEN_SECONDS;
    }
  }

  private record Jobs(long waiting, long held, long overdue, long age) {}

  void examine() {
    List<Node> nodes = nodes();
    List<Node> alive = nodes.stream().filter(Node::isAlive).toList();
    alive.forEach(
        node ->
            findings.ok("node " + node.name, node.version + ", seen " + node.unseen + " s ago"));
    nodes.stream()
        .filter(node -> !node.isAlive())
        .forEach(
            node ->
                findings.note(
                    "node " + node.name,
                    "not seen for " + node.unseen + " s: it has crashed, or is cut off"));
    examineWords(alive);
    examineJobs(alive.isEmpty());
    examineIntents();
    examineLeftovers(alive.isEmpty());
    new CollectionRowsCheck(new CollectionExamination(database), fix, findings)
        .examine(alive.isEmpty());
  }

  private List<Node> nodes() {
    return database.call(
        NODES.name(),
        session ->
            session.list(
                NODES,
                row ->
                    new Node(
                        row.getString("name"),
                        row.getString("version"),
                        row.getString("words_hash"),
                        row.getString("painter_version"),
                        row.getLong("unseen"))));
  }

  private void examineWords(List<Node> alive) {
    for (Node node : alive.isEmpty() ? alive : alive.subList(1, alive.size())) {
      List<String> different = different(alive.get(0), node);
      if (!different.isEmpty()) {
        findings.problem(
            "words",
            "nodes "
                + alive.get(0).name
                + " and "
                + node.name
                + " make different pictures of an address: they differ in "
                + String.join(", ", different),
            "give both the same jar and the same databases/, and start them again");
        return;
      }
    }
  }

  private static List<String> different(Node one, Node other) {
    List<String> different = new ArrayList<>();
    Set<String> theirs = Set.of(other.words.split(" ", -1));
    for (String words : one.words.split(" ", -1)) {
      if (!theirs.contains(words)) {
        different.add(words.replaceFirst("=.*", ""));
      }
    }
    if (!one.painter.equals(other.painter)) {
      different.add("the painter");
    }
    return different;
  }

  private void examineJobs(boolean alone) {
    Jobs jobs =
        database
            .call(
                JOBS.name(),
                session ->
                    session.first(
                        JOBS,
                        row ->
                            new Jobs(
                                row.getLong("waiting"),
                                row.getLong("held"),
                                row.getLong("overdue"),
                                row.getLong("age"))))
            .orElseThrow();
    String found = jobs.waiting + " wait, " + jobs.held + " are worked on";
    if (jobs.waiting + jobs.held > 0) {
      found += ", the oldest for " + jobs.age + " s";
    }
    if (jobs.overdue > 0 && !alone) {
      findings.problem(
          "jobs",
          jobs.overdue + " have leases that passed a minute ago and no node takes them up",
          "look at the nodes' logs, and whether their workers are busy");
    } else if (jobs.waiting + jobs.held > 0 && alone) {
      findings.note("jobs", found + "; no node is alive to make them");
    } else {
      findings.ok("jobs", found);
    }
  }

  private void examineIntents() {
    long[] abandoned =
        database
            .call(
                ABANDONED.name(),
                session ->
                    session.first(
                        ABANDONED,
                        row -> new long[] {row.getLong("pictures"), row.getLong("prompts")}))
            .orElseThrow();
    if (abandoned[0] > 0) {
      findings.note(
          "payments",
          abandoned[0]
              + " calls for pictures were begun by nodes that are gone: they count in the budget,"
              + " and as possibly billed twice when the picture is asked for again");
    }
    if (abandoned[1] > 0) {
      findings.problem(
          "payments",
          abandoned[1] + " calls for prompts were begun by nodes that are gone",
          "they stay counted in the budget; --fix forgets that they were begun");
      if (fix) {
        int forgotten =
            database.call(FORGET_PROMPTS.name(), session -> session.update(FORGET_PROMPTS));
        findings.mended("payments", forgotten + " are forgotten", 1);
      }
    }
  }

  private void examineLeftovers(boolean alone) {
    long told = count(OUTBOX);
    if (told > 0) {
      findings.note(
          "webhooks", told + " receivers were not reached for ten minutes; nodes go on trying");
    }
    long pictures = count(CATALOG);
    if (pictures > 0) {
      findings.note(
          "gallery",
          pictures
              + " pictures have changed and the gallery may not show it"
              + (alone ? "; the first node brings it up to date" : ""));
    }
    long objects = count(REMOVAL);
    if (objects > 0 && !alone) {
      findings.problem(
          "objects",
          objects + " should have been removed a day ago",
          "nodes cannot delete them: look for event=not_removed in their logs");
    }
  }

  private long count(Sql sql) {
    Database.Work<Optional<Long>> work =
        (Session session) -> session.first(sql, row -> row.getLong(1));
    return database.call(sql.name(), work).orElse(0L);
  }
}
