package dev.dalleserver.bench;

import dev.dalleserver.bench.ClusterUnderTest.Use;
import dev.dalleserver.bench.ServerUnderTest.Launch;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What a picture costs in a cluster apart from painting and encoding it: the nodes, the database
 * and the bucket; with one node, two and four, whose figures are the slopes of what is reckoned for
 * more.
 */
final class ClusterGenerationChapter implements Chapter {
  private static final double MOST = 2;
  private static final int COUNT = 200;
  private static final int FEW = 60;
  private static final int WORKERS = 4;
  private static final int WARM_UP = 200;

  /** The S3 client is far more code than a server that is alone runs: it takes longer to warm. */
  private static final int LONG_WARM_UP = 1_000;

  private static final int MOST_FREQUENT = 12;
  private static final long IDLE_MILLIS = 10_000;

  private int made;

  @Override
  public String name() {
    return "cluster-generation";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (PostgresServer postgres = PostgresServer.startDurable()) {
      rows.add(againstOneThatIsAlone(shop, postgres));
      for (int nodes : shop.options().isShort() ? List.of(1, 2) : List.of(1, 2, 4)) {
        rows.addAll(slopes(shop, postgres, nodes));
      }
    }
    return rows;
  }

  private static Launch hollow(Workshop shop, String folder) throws Exception {
    Path javaHome = shop.options().javaHome();
    return GenerationChapter.hollow(javaHome, shop.scratch(folder));
  }

  private static int count(Workshop shop) {
    return shop.options().isShort() ? FEW : COUNT;
  }

  /** Processor time of one node against that of a server that is alone, in turns. */
  private Row againstOneThatIsAlone(Workshop shop, PostgresServer postgres) throws Exception {
    int count = count(shop);
    Launch launch = hollow(shop, "hollow-node");
    try (ServerUnderTest alone = ServerUnderTest.start(shop, hollow(shop, "alone"));
        ClusterUnderTest cluster = new ClusterUnderTest(shop, postgres)) {
      cluster.start(1, launch);
      int warmUp = shop.options().isShort() ? WARM_UP : LONG_WARM_UP;
      makeAlone(alone, warmUp);
      make(cluster, warmUp);
      alone.awaitRest();
      cluster.node(0).awaitRest();
      List<Double> ours = new ArrayList<>();
      List<Double> theirs = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < shop.options().rounds(); round++) {
        double before = alone.use().cpuMillis();
        makeAlone(alone, count);
        theirs.add((alone.use().cpuMillis() - before) / count);
        before = cluster.node(0).use().cpuMillis();
        make(cluster, count);
        ours.add((cluster.node(0).use().cpuMillis() - before) / count);
        ratios.add(ours.get(round) / theirs.get(round));
      }
      double ratio = Spread.of(ratios).median();
      return new Row(
          "a node: a generation without painter and PNG, CPU",
          "ms",
          Spread.of(ours),
          List.of(new Row.Rival("alone", Spread.of(theirs), Spread.of(theirs).median() * 1000)),
          Optional.of(ratio),
          Optional.of(Spread.of(ours).median() * 1000),
          "≤ " + Spread.number(MOST) + " ×",
          ratio <= MOST);
    }
  }

  private void makeAlone(ServerUnderTest alone, int count) {
    List<String> pictures = next(count);
    pictures.forEach(picture -> alone.get(picture + "?generate=1"));
    pictures.subList(count - WORKERS, count).forEach(alone::make);
  }

  /** Requests them of all nodes in turn, and asks only the database whether they are there. */
  private void make(ClusterUnderTest cluster, int count) throws InterruptedException {
    List<String> pictures = next(count);
    for (int i = 0; i < count; i++) {
      cluster.node(i).get(pictures.get(i) + "?generate=1");
    }
    while (!cluster.ask("SELECT count(*) FROM job WHERE ended_at IS NULL").equals("0")) {
      Thread.sleep(10);
    }
  }

  private List<String> next(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "/dalle/simple/" + ForeignPictures.address(900_000 + ++made))
        .toList();
  }

  /** What a generation takes of what all share, and what nodes take that do nothing. */
  private List<Row> slopes(Workshop shop, PostgresServer postgres, int nodes) throws Exception {
    int count = count(shop);
    Launch launch = hollow(shop, "hollow-node");
    try (ClusterUnderTest cluster = new ClusterUnderTest(shop, postgres)) {
      cluster.start(nodes, launch);
      make(cluster, WARM_UP);
      for (ServerUnderTest node : cluster.nodes()) {
        node.awaitRest();
      }
      Use before = cluster.use();
      Thread.sleep(IDLE_MILLIS);
      Use idle = cluster.use().since(before);
      Map<String, Double> counted = cluster.statements();
      List<Use> rounds = new ArrayList<>();
      for (int round = 0; round < shop.options().rounds(); round++) {
        Use start = cluster.use();
        make(cluster, count);
        rounds.add(cluster.use().since(start).beyond(idle));
      }
      String connections =
          cluster.ask(
              "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + cluster.database() + "'");
      List<Row> rows =
          new ArrayList<>(rows(nodes, count, idle, rounds, Double.parseDouble(connections) - 1));
      if (nodes == 1) {
        rows.addAll(mostFrequent(counted, cluster.statements(), count * rounds.size()));
      }
      return rows;
    }
  }

  /** The statements that a generation makes most of, those of an idle node included. */
  private static List<Row> mostFrequent(
      Map<String, Double> before, Map<String, Double> after, int generations) {
    Map<String, Double> each = new HashMap<>();
    after.forEach(
        (name, count) -> each.put(name, (count - before.getOrDefault(name, 0.0)) / generations));
    return each.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(MOST_FREQUENT)
        .map(it -> Row.only("of these " + it.getKey(), "", Spread.of(it.getValue())))
        .toList();
  }

  private static List<Row> rows(
      int nodes, int count, Use idle, List<Use> rounds, double connections) {
    String who = nodes == 1 ? "1 node" : nodes + " nodes";
    Each each = new Each(who + ", a generation: ", count, rounds);
    double seconds = idle.seconds() * nodes;
    return List.of(
        Row.only(
            who + ", idle, each a second: statements", "", Spread.of(idle.statements() / seconds)),
        Row.only(
            who + ", idle, each a second: database's CPU",
            "ms",
            Spread.of(idle.databaseMillis() / seconds)),
        Row.only(who + ": connections to the database", "", Spread.of(connections)),
        each.row("statements", "", Use::statements),
        each.row("notices", "", Use::notices),
        each.row("requests to the bucket", "", Use::requests),
        each.row("log of the database", "bytes", Use::wal),
        each.row("nodes' CPU", "ms", Use::nodeMillis),
        each.row("database's CPU", "ms", Use::databaseMillis),
        each.row("time", "ms", use -> use.nanos() / 1e6));
  }

  /** Figures of rounds with so many generations each. */
  private record Each(String who, int count, List<Use> rounds) {
    Row row(String what, String unit, ToDoubleFunction<Use> of) {
      List<Double> values = rounds.stream().map(use -> of.applyAsDouble(use) / count).toList();
      return Row.only(who + what, unit, Spread.of(values));
    }
  }
}
