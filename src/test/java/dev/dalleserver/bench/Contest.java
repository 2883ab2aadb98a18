package dev.dalleserver.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This server against another, in turns, so that other load on the machine affects both.
 *
 * @param least share of the other's rate that this server should reach; 0 for no goal
 * @param cpuToo whether a request must also cost no more processor time than the other's
 */
record Contest(
    String name, int connections, Side ours, Optional<Side> theirs, double least, boolean cpuToo) {

  /**
   * A server and the URL to request of it.
   *
   * @param more arguments of the load generator, such as headers
   */
  record Side(ProcessUse use, String url, List<String> more) {
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
  }

  /** Holds all of them: every round each contest once, after one that does not count. */
  static List<Row> hold(List<Contest> contests, BenchOptions options) {
    Map<Contest, Score> ours = new LinkedHashMap<>();
    Map<Contest, Score> theirs = new LinkedHashMap<>();
    // A just-in-time compiler is slow at first, and none of the goals is about that.
    for (Contest contest : contests) {
      contest.ours.load(contest.connections, options.seconds());
      contest.theirs.ifPresent(side -> side.load(contest.connections, options.seconds()));
    }
    for (int round = 0; round < options.rounds(); round++) {
      for (Contest contest : contests) {
        ours.computeIfAbsent(contest, c -> new Score())
            .add(contest.ours.load(contest.connections, options.seconds()));
        contest.theirs.ifPresent(
            side ->
                theirs
                    .computeIfAbsent(contest, c -> new Score())
                    .add(side.load(contest.connections, options.seconds())));
      }
    }
    return contests.stream()
        .map(contest -> contest.row(ours.get(contest), Optional.ofNullable(theirs.get(contest))))
        .toList();
  }

  private Row row(Score our, Optional<Score> their) {
    Spread ourRates = Spread.of(our.rates);
    double ourCpu = Spread.of(our.cpus).median();
    String failed = our.failures == 0 ? "" : ", " + our.failures + " FAILED";
    if (their.isEmpty()) {
      Row.Cpu cpu = new Row.Cpu(ourCpu, 0);
      return new Row(
          name + failed,
          "req/s",
          ourRates,
          Optional.empty(),
          Optional.empty(),
          Optional.of(cpu),
          "",
          our.failures == 0);
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < our.rates.size(); i++) {
      ratios.add(our.rates.get(i) / their.get().rates.get(i));
    }
    double ratio = Spread.of(ratios).median();
    double theirCpu = Spread.of(their.get().cpus).median();
    String goal = least == 0 ? "" : "≥ " + Spread.number(least) + " ×" + (cpuToo ? ", CPU ≤" : "");
    boolean met = ratio >= least && (!cpuToo || ourCpu <= theirCpu) && our.failures == 0;
    return new Row(
        name + failed,
        "req/s",
        ourRates,
        Optional.of(Spread.of(their.get().rates)),
        Optional.of(ratio),
        Optional.of(new Row.Cpu(ourCpu, theirCpu)),
        goal,
        met);
  }
}
