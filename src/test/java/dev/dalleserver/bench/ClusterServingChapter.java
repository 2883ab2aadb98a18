package dev.dalleserver.bench;

import dev.dalleserver.bench.ServerUnderTest.Launch;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The most frequent requests to a node of a cluster, against a server that is alone on the same
 * machine.
 */
final class ClusterServingChapter implements Chapter {
  private static final int CONNECTIONS = 64;
  private static final int FEW_CONNECTIONS = 16;
  private static final int FIRST = 800_000;
  private static final int PAINTED = 6;
  private static final long PATIENCE_SECONDS = 120;
  private static final Contest.Goal PICTURE = Contest.Goal.rate(0.8);
  private static final Contest.Goal POLL = Contest.Goal.rate(0.4);

  @Override
  public String name() {
    return "cluster-serving";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (PostgresServer postgres = PostgresServer.startDurable()) {
      rows.addAll(pictures(shop, postgres));
      rows.addAll(polls(shop, postgres));
    }
    return rows;
  }

  private static String path(int n) {
    return "/dalle/simple/" + ForeignPictures.address(FIRST + n);
  }

  /** The same picture, by the built-in painter, from each. */
  private static List<Row> pictures(Workshop shop, PostgresServer postgres) throws Exception {
    Launch launch = Launch.script(shop.scratch("alone"), "--image-provider", "offline");
    try (ServerUnderTest alone = ServerUnderTest.start(shop, launch);
        ClusterUnderTest cluster = new ClusterUnderTest(shop, postgres)) {
      ServerUnderTest maker = cluster.start(launch);
      ServerUnderTest node = cluster.start(launch);
      for (int i = 0; i < PAINTED; i++) {
        maker.make(path(i));
      }
      alone.make(path(0));
      List<Contest> contests = new ArrayList<>();
      for (int connections : List.of(FEW_CONNECTIONS, CONNECTIONS)) {
        contests.add(
            contest(
                "picture of "
                    + node.get(path(0)).body().length
                    + " bytes, "
                    + connections
                    + " connections",
                connections,
                node,
                alone,
                path(0),
                PICTURE));
      }
      contests.add(
          contest(
              "/images, first page", CONNECTIONS, node, alone, "/images", Contest.Goal.rate(0)));
      contests.add(contest("/series", CONNECTIONS, node, alone, "/series", Contest.Goal.rate(0)));
      List<Row> rows = new ArrayList<>(Contest.hold(contests, shop.options()));
      rows.addAll(bytes(cluster));
      return rows;
    }
  }

  private static Contest contest(
      String name,
      int connections,
      ServerUnderTest node,
      ServerUnderTest alone,
      String path,
      Contest.Goal goal) {
    return new Contest(
        "a node: " + name,
        connections,
        Contest.Side.of(node.use(), node.url(path)),
        Map.of("alone", Contest.Side.of(alone.use(), alone.url(path))),
        goal);
  }

  /** Bytes of a picture in the bucket, by kind. */
  private static List<Row> bytes(ClusterUnderTest cluster) {
    List<Row> rows = new ArrayList<>();
    String kinds =
        cluster.ask(
            "SELECT string_agg(kind || ' ' || bytes, ',' ORDER BY bytes DESC) FROM (SELECT"
                + " split_part(path, '/', 3) AS kind, sum(size) / "
                + PAINTED
                + " AS bytes FROM artifact WHERE path LIKE 'output/%' GROUP BY 1) AS sums");
    double all = 0;
    for (String kind : kinds.split(",", -1)) {
      double bytes = Double.parseDouble(kind.substring(kind.indexOf(' ') + 1));
      all += bytes;
      String name = "bucket, a picture's " + kind.substring(0, kind.indexOf(' '));
      rows.add(Row.only(name, "bytes", Spread.of(bytes)));
    }
    rows.add(Row.only("bucket, a picture altogether", "bytes", Spread.of(all)));
    return rows;
  }

  /** A job that stays under way, asked for at a node that does not work on it. */
  private static List<Row> polls(Workshop shop, PostgresServer postgres) throws Exception {
    try (FakeProvider provider = new FakeProvider(0, Map.of());
        ClusterUnderTest cluster = new ClusterUnderTest(shop, postgres)) {
      Launch launch =
          Launch.script(shop.scratch("polled"), "--lock-ttl", "2h", "--image-timeout", "1h")
              .with(
                  Map.of(
                      "OPENAI_API_KEY",
                      "sk-bench-0123456789",
                      "OPENAI_BASE_URL",
                      provider.baseUrl()));
      try (ServerUnderTest alone = ServerUnderTest.start(shop, launch)) {
        cluster.start(2, launch);
        alone.make(path(0));
        cluster.node(0).make(path(0));
        provider.behave(Map.of("latency", "1h", "only", "image"));
        awaitPainting(alone);
        awaitPainting(cluster.node(0));
        ServerUnderTest worker = cluster.worker();
        ServerUnderTest other = worker == cluster.node(0) ? cluster.node(1) : cluster.node(0);
        List<Contest> contests =
            List.of(
                contest("poll of a job of another", CONNECTIONS, other, alone, path(1), POLL),
                contest(
                    "poll of a job of its own",
                    CONNECTIONS,
                    worker,
                    alone,
                    path(1),
                    Contest.Goal.rate(0)));
        List<Row> rows = new ArrayList<>(Contest.hold(contests, shop.options()));
        rows.addAll(costs(shop, cluster, other));
        return rows;
      }
    }
  }

  private static void awaitPainting(ServerUnderTest server) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    server.get(path(1) + "?generate=1");
    while (!server.get(path(1) + "?wait=1").text().contains("\"currentPhase\":\"image_wait\"")) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the run does not get to its picture");
      }
    }
  }

  /** What polls cost the database, by one client and by many. */
  private static List<Row> costs(Workshop shop, ClusterUnderTest cluster, ServerUnderTest other) {
    List<Row> rows = new ArrayList<>();
    for (int connections : List.of(1, CONNECTIONS)) {
      ClusterUnderTest.Use before = cluster.use();
      Wrk.Result load =
          Wrk.load(
              other.use(), connections, shop.options().seconds(), other.url(path(1)), List.of());
      ClusterUnderTest.Use used = cluster.use().since(before);
      double polls = load.rate() * shop.options().seconds();
      String who = "poll of a job of another, " + connections + " at once: ";
      rows.add(Row.only(who + "statements", "", Spread.of(used.statements() / polls)));
      rows.add(
          Row.only(
              who + "the database's CPU", "µs", Spread.of(used.databaseMillis() * 1000 / polls)));
      rows.add(Row.only(who + "half of answers within", "ms", Spread.of(load.medianMillis())));
    }
    return rows;
  }
}
