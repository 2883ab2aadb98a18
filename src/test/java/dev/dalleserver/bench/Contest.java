package dev.dalleserver.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This server against others, in turns, so that other load on the machine affects all.
 *
 * @param rivals by their names in the table; empty when there is nothing to compare with
 */
record Contest(String name, int connections, Side ours, Map<String, Side> rivals, Goal goal) {
  /** Medians of fewer rounds say little about whether they have settled. */
  private static final int STABLE_ROUNDS = 3;

  private static final double STABLE_SHARE = 0.05;

  /**
   * Rounds beyond which an unstable figure is taken as it is, in so many times the usual number.
   */
  private static final int MOST_TIMES = 3;

  /**
   * What this server should reach.
   *
   * @param least share of the best rival's rate; 0 for no goal
   * @param mostCpu times the processor time of the rival that takes least; 0 for no goal
   */
  record Goal(double least, double mostCpu) {
    static Goal rate(double least) {
      return new Goal(least, 0);
    }

    String text() {
      String rate = least == 0 ? "" : "≥ " + Spread.number(least) + " ×";
      return mostCpu == 0 ? rate : rate + ", CPU ≤ " + Spread.number(mostCpu) + " ×";
    }
  }

  /**
   * A server and the URL to request of it.
   *
   * @param more arguments of the load generator, such as headers
   */
  record Side(ProcessUse use, String url, List<String> more) {
    static Side of(ProcessUse use, String url) {
      return new Side(use, url, List.of());
    }

    Side with(List<String> headers) {
      return new Side(use, url, headers);
    }

    Wrk.Result load(int connections, int seconds) {
      return Wrk.load(use, connections, seconds, url, more);
    }
  }

  /** What one side reached, round by round. */
  private static final class Score {
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> cpus = new ArrayList<>();
    private long failures;

    void add(Wrk.Result result) {
      rates.add(result.rate());
      cpus.add(result.cpuMicros());
      failures += result.failures();
    }

    double medianRate() {
      return Spread.of(rates).median();
    }

    double medianCpu() {
      return Spread.of(cpus).median();
    }
  }

  /** One contest while it is held. */
  private static final class Table {
    private final Contest contest;
    private final Score ours = new Score();
    private final Map<String, Score> rivals = new LinkedHashMap<>();
    private final List<Double> medians = new ArrayList<>();

    Table(Contest contest) {
      this.contest = contest;
      contest.rivals.keySet().forEach(name -> rivals.put(name, new Score()));
    }

    void round(int seconds) {
      ours.add(contest.ours.load(contest.connections, seconds));
      contest.rivals.forEach(
          (name, side) -> rivals.get(name).add(side.load(contest.connections, seconds)));
      medians.add(best().map(this::ratio).orElseGet(ours::medianRate));
    }

    /** Returns true when the last rounds have hardly moved the median. */
    boolean isStable() {
      int rounds = medians.size();
      if (rounds < STABLE_ROUNDS) {
        return false;
      }
      Spread last = Spread.of(medians.subList(rounds - STABLE_ROUNDS, rounds));
      return last.max() - last.min() <= STABLE_SHARE * last.median();
    }

    private Optional<Score> best() {
      return rivals.values().stream().max(Comparator.comparingDouble(Score::medianRate));
    }

    /** The median of each round's ratio, since a round's sides have met the same machine. */
    private double ratio(Score rival) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < ours.rates.size(); i++) {
        ratios.add(ours.rates.get(i) / rival.rates.get(i));
      }
      return Spread.of(ratios).median();
    }

    Row row() {
      boolean whole = ours.failures == 0;
      String name = whole ? contest.name : contest.name + ", " + ours.failures + " FAILED";
      Optional<Double> ratio = best().map(this::ratio);
      double leastCpu =
          rivals.values().stream().mapToDouble(Score::medianCpu).min().orElse(ours.medianCpu());
      Goal goal = contest.goal;
      boolean met =
          whole
              && ratio.orElse(Double.MAX_VALUE) >= goal.least
              && (goal.mostCpu == 0 || ours.medianCpu() <= goal.mostCpu * leastCpu);
      List<Row.Rival> others =
          rivals.entrySet().stream()
              .map(
                  entry ->
                      new Row.Rival(
                          entry.getKey(),
                          Spread.of(entry.getValue().rates),
                          entry.getValue().medianCpu()))
              .toList();
      return new Row(
          name,
          "req/s",
          Spread.of(ours.rates),
          others,
          ratio,
          Optional.of(ours.medianCpu()),
          rivals.isEmpty() ? "" : goal.text(),
          met);
    }
  }

  /**
   * Holds all of them: every round each contest once, after one that does not count, and further
   * rounds of those whose median has not settled.
   */
  static List<Row> hold(List<Contest> contests, BenchOptions options) {
    // A just-in-time compiler is slow at first, and none of the goals is about that.
    contests.forEach(contest -> new Table(contest).round(options.seconds()));
    List<Table> tables = contests.stream().map(Table::new).toList();
    int most = MOST_TIMES * options.rounds();
    for (int round = 0; round < most; round++) {
      for (Table table : tables) {
        if (round < options.rounds() || !table.isStable()) {
          table.round(options.seconds());
        }
      }
    }
    return tables.stream().map(Table::row).toList();
  }
}
