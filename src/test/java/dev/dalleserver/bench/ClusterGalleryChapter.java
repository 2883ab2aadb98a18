package dev.dalleserver.bench;

import dev.dalleserver.bench.ServerUnderTest.Launch;
import dev.dalleserver.fixtures.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the first page of a cluster's gallery costs more when there are more pictures. */
final class ClusterGalleryChapter implements Chapter {
  private static final int FEW = 1000;
  private static final int MANY = 1_000_000;
  private static final int MANY_IN_SHORT = 100_000;
  private static final int CONNECTIONS = 64;
  private static final double LEAST = 0.8;

  /** Rows as the catalog writes them; their pictures are never asked for. */
  private static final String FILL =
      "INSERT INTO picture (series, address, order_nanos, created_nanos, title, width, height,"
          + " bytes, rgb, words, annotated_version, selector_version) SELECT 'simple', '0x' ||"
          + " lpad(to_hex(i), 40, '0'), -made, made, 'Picture ' || i, 1024, 1024, 1500000, 3368601,"
          + " 'picture ' || i || ' vividly adorable ' || md5(i::text) || ' 0x' || lpad(to_hex(i),"
          + " 40, '0'), 1, 0 FROM (SELECT i, 1767225600000000000 + i * 1000000000::bigint AS made"
          + " FROM generate_series(1, %d) AS i) AS rows";

  private static final String COUNT =
      "INSERT INTO picture_count (series, shard, pictures, changes) VALUES ('simple', 0, %1$d,"
          + " %1$d)";

  @Override
  public String name() {
    return "cluster-gallery";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    int count = shop.options().isShort() ? MANY_IN_SHORT : MANY;
    try (PostgresServer postgres = PostgresServer.startDurable();
        ClusterUnderTest few = full(shop, postgres, FEW);
        ClusterUnderTest many = full(shop, postgres, count)) {
      List<Contest> contests = new ArrayList<>();
      for (String path : List.of("/preview", "/images")) {
        contests.add(
            new Contest(
                "a node: %s, %,d pictures against %,d".formatted(path, count, FEW),
                CONNECTIONS,
                Contest.Side.of(many.node(0).use(), many.node(0).url(path)),
                Map.of(
                    "%,d pictures".formatted(FEW),
                    Contest.Side.of(few.node(0).use(), few.node(0).url(path))),
                Contest.Goal.rate(LEAST)));
      }
      List<Row> rows = new ArrayList<>(Contest.hold(contests, shop.options()));
      rows.add(
          Row.only(
              "database of %,d pictures".formatted(count),
              "bytes",
              Spread.of(
                  Double.parseDouble(many.ask("SELECT pg_database_size(current_database())")))));
      return rows;
    }
  }

  private static ClusterUnderTest full(Workshop shop, PostgresServer postgres, int count)
      throws Exception {
    ClusterUnderTest cluster = new ClusterUnderTest(shop, postgres);
    // The first node makes the tables.
    ServerUnderTest node =
        cluster.start(Launch.script(shop.scratch("gallery"), "--image-provider", "offline"));
    cluster.execute("DROP INDEX picture_words");
    cluster.execute(FILL.formatted(count));
    cluster.execute(COUNT.formatted(count));
    cluster.execute("CREATE INDEX picture_words ON picture USING gin (words gin_trgm_ops)");
    cluster.execute("VACUUM ANALYZE picture");
    while (node.get("/images?limit=1").json().path("data").path("count").asInt() < count) {
      Thread.sleep(50);
    }
    // The first answer of a busy machine may take longer than a short round.
    node.get("/preview");
    return cluster;
  }
}
