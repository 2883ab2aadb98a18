package dev.dalleserver.bench;

import dev.dalleserver.bench.ServerUnderTest.Launch;
import dev.dalleserver.fixtures.ForeignPictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The memory that the server takes while pictures are fetched and others are painted. */
final class MemoryChapter implements Chapter {
  private static final int CONNECTIONS = 64;
  private static final int PICTURES = 40;
  private static final int FIRST = 700_000;
  private static final int WAITING = 8;
  private static final double GOAL_MEGABYTES = 200;
  private static final long LOOK_MILLIS = 100;

  /** Has every connection go through all pictures. */
  private static final String SCRIPT =
      """
      local n = 0
      request = function()
        n = (n + 1) %% %d
        return wrk.format("GET", string.format("/dalle/simple/0x%%040x", n))
      end
      """;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    Path data = shop.scratch("memory");
    Workshop.putLarge(data, PICTURES);
    Path script = shop.scratch("wrk").resolve("pictures.lua");
    Files.writeString(script, SCRIPT.formatted(PICTURES));
    Launch launch = Launch.script(data, "--image-provider", "offline", "--workers", "4");
    try (ServerUnderTest server = ServerUnderTest.start(shop, launch)) {
      int seconds = shop.options().isShort() ? 6 : 30;
      CompletableFuture<Wrk.Result> pulling =
          CompletableFuture.supplyAsync(
              () ->
                  Wrk.load(
                      server.use(),
                      CONNECTIONS,
                      seconds,
                      server.url("/"),
                      List.of("-s", script.toString())));
      double most = 0;
      int asked = 0;
      while (!pulling.isDone()) {
        if (waiting(server) < WAITING) {
          server.get("/dalle/simple/" + ForeignPictures.address(FIRST + asked++) + "?generate=1");
        }
        most = Math.max(most, server.use().residentMegabytes());
        Thread.sleep(LOOK_MILLIS);
      }
      Wrk.Result pulled = pulling.join();
      return List.of(
          Row.atMost(
              "memory, 64 pull pictures and four are painted",
              "MB",
              Spread.of(most),
              GOAL_MEGABYTES),
          Row.only("pictures handed out meanwhile", "req/s", Spread.of(pulled.rate())),
          Row.only("pictures painted meanwhile", "", Spread.of(asked - waiting(server))));
    }
  }

  private static int waiting(ServerUnderTest server) {
    return server
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("dalleserver_generation_queue_depth "))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }
}
