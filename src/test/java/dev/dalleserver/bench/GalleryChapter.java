package dev.dalleserver.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Whether lists cost more when there are more pictures. */
final class GalleryChapter implements Chapter {
  private static final int FEW = 100;
  private static final int CONNECTIONS = 64;
  private static final double LEAST = 0.8;
  private static final long PATIENCE_SECONDS = 300;

  @Override
  public String name() {
    return "gallery";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    int count = shop.options().manyPictures();
    try (ServerUnderTest few = full(shop, FEW);
        ServerUnderTest many = full(shop, count)) {
      List<Contest> contests = new ArrayList<>();
      for (String path : List.of("/preview", "/images")) {
        String name = path + ", %,d pictures against %d".formatted(count, FEW);
        contests.add(
            new Contest(
                name,
                CONNECTIONS,
                Contest.Side.of(many.use(), many.url(path)),
                Map.of(FEW + " pictures", Contest.Side.of(few.use(), few.url(path))),
                Contest.Goal.rate(LEAST)));
      }
      List<Row> rows = new ArrayList<>(Contest.hold(contests, shop.options()));
      Spread memory = Spread.of(many.use().residentMegabytes());
      rows.add(Row.only("memory with %,d pictures in the index".formatted(count), "MB", memory));
      return rows;
    }
  }

  /** A server that knows all its pictures. */
  static ServerUnderTest full(Workshop shop, int count) throws Exception {
    ServerUnderTest server =
        ServerUnderTest.start(shop, ServerUnderTest.Launch.script(shop.gallery(count)));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (server.get("/images?limit=1").json().path("data").path("count").asInt() < count) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the index does not fill");
      }
      Thread.sleep(50);
    }
    return server;
  }
}
