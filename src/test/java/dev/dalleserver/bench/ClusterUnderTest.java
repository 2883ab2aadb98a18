package dev.dalleserver.bench;

import dev.dalleserver.bench.ServerUnderTest.Launch;
import dev.dalleserver.fixtures.PostgresServer;
import dev.dalleserver.fixtures.S3Server;
import dev.dalleserver.fixtures.Scrape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Nodes of one cluster, each a process of its own, on a database and a bucket of their own. */
final class ClusterUnderTest implements AutoCloseable {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "dalleserver_database_statement_seconds_count\\{statement=\"([a-z_]+)\"[^}]*}"
              + " ([0-9.E]+)");

  private final Workshop shop;
  private final PostgresServer postgres;
  private final String database;
  private final String bucket;
  private final List<ServerUnderTest> nodes = new ArrayList<>();
  private int started;

  ClusterUnderTest(Workshop shop, PostgresServer postgres) throws IOException {
    this.shop = shop;
    this.postgres = postgres;
    this.database = postgres.newDatabase();
    this.bucket = S3Server.shared().newBucket();
  }

  /** Starts one more node; {@code launch} says how a server that is alone is started. */
  ServerUnderTest start(Launch launch) throws IOException {
    String name = "node-" + started++;
    List<String> flags = new ArrayList<>(launch.flags());
    flags.addAll(
        List.of(
            "--database-url=" + database,
            "--bucket=s3://" + bucket + "/bench",
            "--s3-endpoint=" + S3Server.shared().endpoint(),
            "--s3-path-style=true",
            "--node-name=" + name));
    Map<String, String> environment = new HashMap<>(launch.environment());
    environment.put("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY);
    environment.put("AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY);
    ServerUnderTest node =
        ServerUnderTest.start(
            shop, new Launch(launch.command(), shop.scratch(name), environment, flags));
    nodes.add(node);
    return node;
  }

  /** Starts so many, all alike. */
  void start(int count, Launch launch) throws IOException {
    for (int i = 0; i < count; i++) {
      start(launch);
    }
  }

  /** Forgets a node that was killed. */
  void forget(ServerUnderTest node) {
    nodes.remove(node);
  }

  ServerUnderTest node(int i) {
    return nodes.get(i % nodes.size());
  }

  List<ServerUnderTest> nodes() {
    return List.copyOf(nodes);
  }

  /** The name of the database, for queries. */
  String database() {
    return database.substring(database.lastIndexOf('/') + 1);
  }

  String ask(String sql) {
    return postgres.ask(database(), sql);
  }

  void execute(String sql) {
    postgres.execute(database(), sql);
  }

  /** The node that works on a job; there must be one. */
  ServerUnderTest worker() throws InterruptedException {
    while (true) {
      for (ServerUnderTest node : nodes) {
        if (metric(node, "dalleserver_cluster_jobs_leased") > 0) {
          return node;
        }
      }
      Thread.sleep(20);
    }
  }

  private static double metric(ServerUnderTest node, String name, String... labels) {
    return new Scrape(node.get("/metrics").text()).value(name, labels);
  }

  /** How often nodes have made each statement until now. */
  Map<String, Double> statements() {
    Map<String, Double> counts = new TreeMap<>();
    for (ServerUnderTest node : nodes) {
      Matcher statement = STATEMENT.matcher(node.get("/metrics").text());
      while (statement.find()) {
        counts.merge(statement.group(1), Double.valueOf(statement.group(2)), Double::sum);
      }
    }
    return counts;
  }

  /** What nodes and database have done until now. */
  Use use() {
    double statements = 0;
    double notices = 0;
    double requests = 0;
    double nodeMillis = 0;
    for (ServerUnderTest node : nodes) {
      Scrape scrape = new Scrape(node.get("/metrics").text());
      String count = "dalleserver_database_statement_seconds_count";
      statements += scrape.value(count);
      notices += scrape.value(count, "statement=\"notify\"");
      requests += scrape.value("dalleserver_bucket_request_seconds_count");
      nodeMillis += node.use().cpuMillis();
    }
    double wal = Double.parseDouble(ask("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"));
    return new Use(
        System.nanoTime(), statements, notices, requests, wal, nodeMillis, databaseMillis());
  }

  /** Processor time of the database server's processes that are there. */
  private double databaseMillis() {
    return new ProcessUse(ProcessHandle.of(postgres.pid()).orElseThrow()).cpuMillis();
  }

  /**
   * What was used up to a moment, or between two.
   *
   * @param statements of all nodes; beginnings and ends of transactions are none
   * @param requests to the bucket
   * @param wal bytes of the database's log
   * @param nodeMillis processor time of all nodes
   * @param databaseMillis processor time of the database server
   */
  record Use(
      long nanos,
      double statements,
      double notices,
      double requests,
      double wal,
      double nodeMillis,
      double databaseMillis) {
    Use since(Use before) {
      return new Use(
          nanos - before.nanos,
          statements - before.statements,
          notices - before.notices,
          requests - before.requests,
          wal - before.wal,
          nodeMillis - before.nodeMillis,
          databaseMillis - before.databaseMillis);
    }

    /** Of what was used, the part that goes beyond a time in which nothing was asked for. */
    Use beyond(Use idle) {
      double times = (double) nanos / idle.nanos;
      return new Use(
          nanos,
          statements - times * idle.statements,
          notices - times * idle.notices,
          requests - times * idle.requests,
          wal - times * idle.wal,
          nodeMillis - times * idle.nodeMillis,
          databaseMillis - times * idle.databaseMillis);
    }

    double seconds() {
      return nanos / 1e9;
    }
  }

  @Override
  public void close() {
    nodes.forEach(ServerUnderTest::close);
  }
}
