package dev.dalleserver.bench;

import java.util.ArrayList;
import java.util.List;

/** Whether a poll costs more when more runs are under way. */
final class GrowthChapter implements Chapter {
  private static final int CONNECTIONS = 64;
  private static final double MOST_MORE = 1.2;

  /** Warms up the just-in-time compiler: else more runs seem to make polls cheaper. */
  private static final int WARMING_LOADS = 5;

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    List<Row> rows = new ArrayList<>();
    double first = 0;
    try (ActiveRuns runs = ActiveRuns.start(shop, shop.scratch("growth"))) {
      int active = 1;
      for (int warming = 0; warming < WARMING_LOADS; warming++) {
        load(shop, runs);
      }
      for (int wanted : shop.options().isShort() ? List.of(1, 1000) : List.of(1, 10, 100, 1000)) {
        runs.begin(wanted - active);
        active = wanted;
        List<Double> micros = new ArrayList<>();
        for (int round = 0; round < shop.options().rounds(); round++) {
          micros.add(load(shop, runs));
        }
        Spread spread = Spread.of(micros);
        first = first == 0 ? spread.median() : first;
        String name = "CPU a poll, %,d runs active".formatted(wanted);
        rows.add(
            wanted == 1
                ? Row.only(name, "µs", spread)
                : Row.atMost(name, "µs", spread, first * MOST_MORE));
      }
    }
    return rows;
  }

  private static double load(Workshop shop, ActiveRuns runs) {
    return Wrk.load(
            runs.server().use(),
            CONNECTIONS,
            shop.options().isShort() ? 1 : 3,
            runs.server().url(ActiveRuns.path(1)),
            List.of())
        .cpuMicros();
  }
}
