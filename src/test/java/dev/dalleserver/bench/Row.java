package dev.dalleserver.bench;

import java.util.Optional;

/**
 * One line of the table.
 *
 * @param unit of both spreads
 * @param theirs nginx, or whatever else ours is compared with
 * @param ratio ours by theirs, median over the rounds
 * @param cpu microseconds a request, ours and theirs
 * @param goal what is to be reached, in words; empty for a line that is only for information
 */
record Row(
    String name,
    String unit,
    Spread ours,
    Optional<Spread> theirs,
    Optional<Double> ratio,
    Optional<Cpu> cpu,
    String goal,
    boolean met) {

  /**
   * Processor time a request in microseconds; theirs is 0 where there is nobody to compare with.
   */
  record Cpu(double ours, double theirs) {}

  /** A number that is to stay below another. */
  static Row atMost(String name, String unit, Spread ours, double most) {
    return alone(name, unit, ours, "≤ " + Spread.number(most), ours.median() <= most);
  }

  /** A number without a goal. */
  static Row only(String name, String unit, Spread ours) {
    return alone(name, unit, ours, "", true);
  }

  private static Row alone(String name, String unit, Spread ours, String goal, boolean met) {
    return new Row(
        name, unit, ours, Optional.empty(), Optional.empty(), Optional.empty(), goal, met);
  }

  String verdict() {
    return goal.isEmpty() ? "" : met ? "met" : "MISSED";
  }
}
