package dev.dalleserver.bench;

import dev.dalleserver.HollowServer;
import dev.dalleserver.bench.ServerUnderTest.Launch;
import dev.dalleserver.fixtures.ForeignPictures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a picture costs apart from painting and encoding it, and what stays of it in memory. */
final class GenerationChapter implements Chapter {
  private static final double GOAL_MILLIS = 15;
  private static final int COUNT = 200;
  private static final int FEW = 60;

  /** As many pictures are made at once: when the last ones are done, the earlier ones are too. */
  private static final int WORKERS = 4;

  /** So many are made before it counts, for the compilers to have seen all of it. */
  private static final int WARM_UP = 200;

  private static final double GOAL_BYTES = 4096;

  private int made;

  @Override
  public String name() {
    return "generation";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    Path javaHome = shop.options().javaHome();
    Launch launch = hollow(javaHome, shop.scratch("hollow"));
    List<Row> rows = new ArrayList<>();
    try (ServerUnderTest server = ServerUnderTest.start(shop, launch)) {
      int count = shop.options().isShort() ? FEW : COUNT;
      make(server, WARM_UP);
      server.awaitRest();
      Optional<Double> heapBefore = server.usedHeap(javaHome);
      rows.addAll(cost(server, count, shop.options().rounds()));
      // By then all runs are evicted: what is left is the index's entry for each picture.
      Thread.sleep(2500);
      Optional<Double> heapAfter = server.usedHeap(javaHome);
      if (heapBefore.isPresent() && heapAfter.isPresent()) {
        double bytes = (heapAfter.get() - heapBefore.get()) / (count * shop.options().rounds());
        rows.add(
            Row.atMost("memory that a finished run leaves", "bytes", Spread.of(bytes), GOAL_BYTES));
      }
    }
    return rows;
  }

  /** How a server is started that paints and encodes nothing. */
  static Launch hollow(Path javaHome, Path dataDir) {
    List<String> command =
        List.of(
            javaHome.resolve("bin/java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            HollowServer.class.getName());
    return new Launch(command, dataDir, Map.of(), List.of("--progress-ttl", "1s"));
  }

  private List<Row> cost(ServerUnderTest server, int count, int rounds) {
    List<Double> millis = new ArrayList<>();
    List<Double> userMillis = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      double before = server.use().cpuMillis();
      double userBefore = server.use().userMillis();
      make(server, count);
      millis.add((server.use().cpuMillis() - before) / count);
      userMillis.add((server.use().userMillis() - userBefore) / count);
    }
    return List.of(
        Row.atMost(
            "a generation without painter and PNG, CPU", "ms", Spread.of(millis), GOAL_MILLIS),
        Row.only("of it outside the kernel", "ms", Spread.of(userMillis)));
  }

  /** Requests each once, and polls only the last ones: other rows measure the cost of polls. */
  private void make(ServerUnderTest server, int count) {
    List<String> pictures =
        IntStream.range(0, count)
            .mapToObj(i -> "/dalle/simple/" + ForeignPictures.address(++made))
            .toList();
    pictures.forEach(picture -> server.get(picture + "?generate=1"));
    pictures.subList(count - WORKERS, count).forEach(server::make);
  }
}
