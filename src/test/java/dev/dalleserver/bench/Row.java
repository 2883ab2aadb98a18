package dev.dalleserver.bench;

import java.util.List;
import java.util.Optional;

/**
 * One line of the table.
 *
 * @param unit of all spreads
 * @param rivals the figures of the servers that this one is compared with
 * @param ratio this server's figure divided by the best rival's, median over the rounds
 * @param cpuMicros processor time a request
 * @param goal what is to be reached, in words; empty for a line that is only for information
 */
record Row(
    String name,
    String unit,
    Spread ours,
    List<Rival> rivals,
    Optional<Double> ratio,
    Optional<Double> cpuMicros,
    String goal,
    boolean met) {

  /**
   * Another server in the same turns.
   *
   * @param cpuMicros processor time a request
   */
  record Rival(String name, Spread rate, double cpuMicros) {}

  /** A number that is to stay below another. */
  static Row atMost(String name, String unit, Spread ours, double most) {
    return alone(name, unit, ours, "≤ " + Spread.number(most), ours.median() <= most);
  }

  /** A number each of whose measurements is to stay below another. */
  static Row eachAtMost(String name, String unit, Spread ours, double most) {
    return alone(name, unit, ours, "each ≤ " + Spread.number(most), ours.max() <= most);
  }

  /** A number without a goal. */
  static Row only(String name, String unit, Spread ours) {
    return alone(name, unit, ours, "", true);
  }

  private static Row alone(String name, String unit, Spread ours, String goal, boolean met) {
    return new Row(name, unit, ours, List.of(), Optional.empty(), Optional.empty(), goal, met);
  }

  String verdict() {
    return goal.isEmpty() ? "" : met ? "met" : "MISSED";
  }
}
