package dev.dalleserver.bench;

import dev.dalleserver.bench.ServerUnderTest.Launch;
import dev.dalleserver.fixtures.ForeignPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What it costs to paint, to be polled and to send pictures, by the thousand and the million. */
final class CostChapter implements Chapter {
  private static final int CONNECTIONS = 64;
  private static final int WORKERS = 2;
  private static final int FIRST = 800_000;
  private static final int THOUSAND = 1_000;
  private static final double MILLION = 1e6;
  private static final double MEGABYTE = 1e6;
  private static final double GIGABYTE = 1e9;
  private static final double MICROS_A_SECOND = 1e6;
  private static final double MILLIS_A_SECOND = 1e3;
  private static final double NANOS_A_SECOND = 1e9;

  private int made;

  @Override
  public String name() {
    return "cost";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    List<Row> rows = new ArrayList<>(painting(shop));
    Path data = shop.scratch("polled");
    Workshop.putLarge(data, 1);
    try (ActiveRuns runs = ActiveRuns.start(shop, data)) {
      rows.addAll(sending("polls", shop, runs.server(), ActiveRuns.path(1)));
      String picture = "/dalle/simple/" + ForeignPictures.address(0);
      rows.addAll(sending("pictures of 1.5 MB", shop, runs.server(), picture));
    }
    return rows;
  }

  private List<Row> painting(Workshop shop) throws Exception {
    Path data = shop.scratch("painted");
    Launch launch =
        Launch.script(data, "--image-provider", "offline", "--workers", Integer.toString(WORKERS));
    int count = shop.options().isShort() ? 10 : 40;
    try (ServerUnderTest server = ServerUnderTest.start(shop, launch)) {
      make(server, count);
      server.awaitRest();
      long stored = bytesBelow(data);
      List<Double> coreSeconds = new ArrayList<>();
      List<Double> rates = new ArrayList<>();
      for (int round = 0; round < shop.options().rounds(); round++) {
        long began = System.nanoTime();
        double before = server.use().cpuMillis();
        make(server, count);
        coreSeconds.add((server.use().cpuMillis() - before) / MILLIS_A_SECOND / count * THOUSAND);
        rates.add(count / ((System.nanoTime() - began) / NANOS_A_SECOND));
      }
      double bytes = (bytesBelow(data) - stored) / (double) (count * shop.options().rounds());
      String what = "1,000 pictures painted here";
      return List.of(
          Row.only(what, "core-s", Spread.of(coreSeconds)),
          Row.only(what + ", on disk", "MB", Spread.of(bytes * THOUSAND / MEGABYTE)),
          Row.only("pictures painted here a second", "", Spread.of(rates)));
    }
  }

  /** Polls only the last ones: other rows measure the cost of polls. */
  private void make(ServerUnderTest server, int count) {
    List<String> pictures =
        IntStream.range(0, count)
            .mapToObj(i -> "/dalle/simple/" + ForeignPictures.address(FIRST + ++made))
            .toList();
    pictures.forEach(picture -> server.get(picture + "?generate=1"));
    pictures.subList(count - WORKERS, count).forEach(server::make);
  }

  private static List<Row> sending(
      String what, Workshop shop, ServerUnderTest server, String path) {
    DoubleSupplier load =
        () ->
            Wrk.load(
                    server.use(),
                    CONNECTIONS,
                    shop.options().seconds(),
                    server.url(path),
                    List.of())
                .cpuMicros();
    load.getAsDouble();
    List<Double> coreSeconds = new ArrayList<>();
    for (int round = 0; round < shop.options().rounds(); round++) {
      coreSeconds.add(load.getAsDouble() / MICROS_A_SECOND * MILLION);
    }
    double bytes = server.get(path).body().length;
    return List.of(
        Row.only("1,000,000 " + what, "core-s", Spread.of(coreSeconds)),
        Row.only("1,000,000 " + what + ", sent", "GB", Spread.of(bytes * MILLION / GIGABYTE)));
  }

  private static long bytesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }
}
