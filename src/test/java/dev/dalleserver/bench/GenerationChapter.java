package dev.dalleserver.bench;

import dev.dalleserver.ForeignPictures;
import dev.dalleserver.HollowServer;
import dev.dalleserver.bench.ServerUnderTest.Launch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a picture costs apart from painting and encoding it, and what stays of it in memory. */
final class GenerationChapter implements Chapter {
  private static final double GOAL_MILLIS = 15;
  private static final int COUNT = 200;
  private static final int FEW = 40;
  private static final double GOAL_BYTES = 4096;

  private int made;

  @Override
  public String name() {
    return "generation";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    Path javaHome = shop.options().javaHome();
    List<String> command =
        List.of(
            javaHome.resolve("bin/java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            HollowServer.class.getName());
    Launch launch =
        new Launch(command, shop.scratch("hollow"), Map.of(), List.of("--progress-ttl", "1s"));
    List<Row> rows = new ArrayList<>();
    try (ServerUnderTest server = ServerUnderTest.start(shop, launch)) {
      int count = shop.options().isShort() ? FEW : COUNT;
      make(server, 2 * count);
      Optional<Double> heapBefore = server.usedHeap(javaHome);
      List<Double> millis = new ArrayList<>();
      for (int round = 0; round < shop.options().rounds(); round++) {
        double before = server.use().cpuMillis();
        make(server, count);
        millis.add((server.use().cpuMillis() - before) / count);
      }
      rows.add(
          Row.atMost(
              "a generation without painter and PNG, CPU", "ms", Spread.of(millis), GOAL_MILLIS));
      // All are seen and swept by then: what is left is what the index knows of a picture.
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

  private void make(ServerUnderTest server, int count) {
    for (int i = 0; i < count; i++) {
      server.make("/dalle/simple/" + ForeignPictures.address(++made));
    }
  }
}
