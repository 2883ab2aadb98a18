package dev.dalleserver.bench;

import dev.dalleserver.bench.ServerUnderTest.Launch;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long the job of a node that is killed waits until another node has taken it up. */
final class ClusterTakeoverChapter implements Chapter {
  private static final int KILLS = 10;
  private static final int FEW_KILLS = 2;

  /** The lease, and two seconds. */
  private static final double GOAL_SECONDS = 17;

  private static final long LOOK_MILLIS = 10;
  private static final long PATIENCE_SECONDS = 120;

  @Override
  public String name() {
    return "cluster-takeover";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    int kills = shop.options().isShort() ? FEW_KILLS : KILLS;
    try (PostgresServer postgres = PostgresServer.startDurable();
        FakeProvider provider = new FakeProvider(0, Map.of("latency", "1h", "only", "image"));
        ClusterUnderTest cluster = new ClusterUnderTest(shop, postgres)) {
      Map<String, String> remote =
          Map.of("OPENAI_API_KEY", "sk-bench-0123456789", "OPENAI_BASE_URL", provider.baseUrl());
      Launch launch =
          Launch.script(shop.scratch("killed"), "--lock-ttl", "2h", "--image-timeout", "1h")
              .with(remote);
      cluster.start(2, launch);
      List<Double> seconds = new ArrayList<>();
      try (Connection database = postgres.connect(cluster.database())) {
        for (int i = 0; i < kills; i++) {
          seconds.add(kill(cluster, database, i));
          cluster.start(launch);
        }
      }
      return List.of(
          Row.eachAtMost(
              "takeover of a job, from kill -9 to the next claim",
              "s",
              Spread.of(seconds),
              GOAL_SECONDS));
    }
  }

  /** Kills the node that works on a new job; the job is cancelled when another has it. */
  private static double kill(ClusterUnderTest cluster, Connection database, int number)
      throws Exception {
    String path = "/dalle/simple/" + ForeignPictures.address(850_000 + number);
    cluster.node(0).get(path + "?generate=1");
    ServerUnderTest worker = cluster.worker();
    // At any time within the interval at which leases are renewed.
    Thread.sleep(number * 397L % 4000);
    String before = holder(database);
    long killed = System.nanoTime();
    worker.kill();
    cluster.forget(worker);
    while (holder(database).equals(before)) {
      if (System.nanoTime() - killed > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new IllegalStateException("no node takes the job up");
      }
      Thread.sleep(LOOK_MILLIS);
    }
    double took = (System.nanoTime() - killed) / 1e9;
    cluster.node(0).delete(path);
    return took;
  }

  private static String holder(Connection database) throws SQLException {
    try (PreparedStatement statement =
            database.prepareStatement(
                "SELECT coalesce(max(node || fence), '') FROM job WHERE ended_at IS NULL");
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }
}
