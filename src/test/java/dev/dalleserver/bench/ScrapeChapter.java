package dev.dalleserver.bench;

import dev.dalleserver.bench.ServerUnderTest.Launch;
import dev.dalleserver.fixtures.ForeignPictures;
import java.util.ArrayList;
import java.util.List;

/** How long one scrape takes once there is something of everything in it. */
final class ScrapeChapter implements Chapter {
  private static final double GOAL_MILLIS = 5;
  private static final int PICTURES = 3;

  private static final List<String> PATHS =
      List.of(
          "/",
          "/series",
          "/images",
          "/preview",
          "/health",
          "/errors",
          "/stats",
          "/metrics?format=json",
          "/v1/images/generations",
          "/v1/images/generations/none",
          "/files/simple/none",
          "/dalle/none/none",
          "/static/none/none",
          "/nothing");

  @Override
  public String name() {
    return "scrape";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    Launch launch = Launch.script(shop.scratch("scrape"), "--image-provider", "offline");
    try (ServerUnderTest server = ServerUnderTest.start(shop, launch)) {
      for (int i = 0; i < PICTURES; i++) {
        server.make("/dalle/simple/" + ForeignPictures.address(i));
      }
      PATHS.forEach(server::get);
      List<Double> millis = new ArrayList<>();
      for (int round = 0; round < shop.options().rounds(); round++) {
        millis.add(
            Wrk.load(server.use(), 1, shop.options().seconds(), server.url("/metrics"), List.of())
                .medianMillis());
      }
      String lines = "%,d lines".formatted(server.get("/metrics").text().lines().count());
      return List.of(
          Row.atMost("one scrape of /metrics, " + lines, "ms", Spread.of(millis), GOAL_MILLIS));
    }
  }
}
