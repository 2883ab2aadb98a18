package dev.dalleserver.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Thousands that ask once a second how their picture is doing. */
final class PollersChapter implements Chapter {
  private static final int RUNS = 1000;
  private static final double GOAL_MILLIS = 100;
  private static final int SECONDS = 20;
  private static final int FEW_SECONDS = 5;

  @Override
  public String name() {
    return "pollers";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    Path data = shop.scratch("pollers");
    int count = shop.options().pollers();
    int seconds = shop.options().isShort() ? FEW_SECONDS : SECONDS;
    try (ActiveRuns runs = ActiveRuns.start(shop, data)) {
      runs.begin(RUNS - 1);
      List<String> paths =
          IntStream.range(0, count).mapToObj(i -> ActiveRuns.path(1 + i % RUNS)).toList();
      try (Pollers pollers = Pollers.connect(runs.server().port(), paths)) {
        pollers.poll(FEW_SECONDS);
        double cpuBefore = runs.server().use().cpuMillis();
        Pollers.Outcome outcome = pollers.poll(seconds);
        double cores = (runs.server().use().cpuMillis() - cpuBefore) / (seconds * 1000.0);
        String who = "%,d pollers of %,d active runs, ".formatted(count, RUNS);
        return List.of(
            Row.atMost(
                who + "99 % of answers within",
                "ms",
                Spread.of(outcome.percentile(0.99)),
                GOAL_MILLIS),
            Row.only(who + "half of answers within", "ms", Spread.of(outcome.percentile(0.5))),
            Row.atMost(who + "errors", "", Spread.of(outcome.errors()), 0),
            Row.atMost(who + "cores", "", Spread.of(cores), 1),
            Row.only(who + "memory", "MB", Spread.of(runs.server().use().residentMegabytes())));
      }
    }
  }
}
