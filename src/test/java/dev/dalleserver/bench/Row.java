package dev.dalleserver.bench;

import java.util.Optional;

/**
 * One line of the table.
 *
 * @param unit of both spreads
 * @param theirs the figure of nginx, or of the server that this one is compared with
 * @param ratio this server's figure divided by the other's, median over the rounds
 * @param cpu microseconds a request, of both servers
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

  /** Processor time a request in microseconds; the second is 0 where there is no other server. */
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
