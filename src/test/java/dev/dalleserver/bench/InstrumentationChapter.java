package dev.dalleserver.bench;

import dev.dalleserver.bench.ServerUnderTest.Launch;
import dev.dalleserver.fixtures.ForeignPictures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the request log and the metrics cost: the same build with both and with neither. */
final class InstrumentationChapter implements Chapter {
  private static final int CONNECTIONS = 64;
  private static final double LEAST = 0.85;

  /** Rounds differ by half while the compilers work. */
  private static final int WARM_UP_SECONDS = 6;

  @Override
  public String name() {
    return "instrumentation";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    Path on = shop.scratch("on");
    Path off = shop.scratch("off");
    Path quiet = shop.scratch("quiet");
    for (Path data : List.of(on, off, quiet)) {
      Workshop.putLarge(data, 1);
    }
    Launch bare =
        Launch.script(off, "--log-level", "error")
            .with(Map.of("JAVA_OPTS", "-Ddalleserver.uncounted=true"));
    try (ServerUnderTest with = ServerUnderTest.start(shop, Launch.script(on));
        ServerUnderTest without = ServerUnderTest.start(shop, bare);
        ServerUnderTest unlogged =
            ServerUnderTest.start(shop, Launch.script(quiet, "--log-level", "error"))) {
      for (ServerUnderTest server : List.of(with, without, unlogged)) {
        Wrk.load(server.use(), CONNECTIONS, WARM_UP_SECONDS, server.url("/series"), List.of());
        server.awaitRest();
      }
      List<Contest> contests = new ArrayList<>();
      String picture = "/dalle/simple/" + ForeignPictures.address(0);
      List<String> paths = List.of("/series", picture, "/health?check=liveness");
      for (String path : shop.options().isShort() ? paths.subList(0, 1) : paths) {
        String name = path.equals(picture) ? "PNG" : path;
        contests.add(contest(name + ", log and metrics on against off", path, with, without));
      }
      contests.add(contest("/series, log on against off", "/series", with, unlogged));
      return Contest.hold(contests, shop.options());
    }
  }

  private static Contest contest(
      String name, String path, ServerUnderTest with, ServerUnderTest without) {
    return new Contest(
        name,
        CONNECTIONS,
        Contest.Side.of(with.use(), with.url(path)),
        Map.of("off", Contest.Side.of(without.use(), without.url(path))),
        Contest.Goal.rate(LEAST));
  }
}
