package dev.dalleserver.bench;

import dev.dalleserver.fixtures.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator. */
final class Wrk {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern COUNT = Pattern.compile("([0-9]+) requests in");
  private static final Pattern MEDIAN = Pattern.compile("50%\\s+([0-9.]+)(us|ms|s)");
  private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");
  private static final Pattern SOCKET =
      Pattern.compile("connect ([0-9]+), read ([0-9]+), write ([0-9]+), timeout ([0-9]+)");

  private Wrk() {}

  /**
   * The result of one load.
   *
   * @param rate requests a second
   * @param cpuMicros processor time a request, of the server's process
   * @param medianMillis half of the answers took less
   * @param failures answers that were errors, and connections that broke
   */
  record Result(double rate, double cpuMicros, double medianMillis, long failures) {}

  /** Asks for {@code url} over so many connections for so long. */
  static Result load(
      ProcessUse asked, int connections, int seconds, String url, List<String> more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "-t1", "-c" + connections, "-d" + seconds + "s", "--latency", "--timeout", "10s"));
    args.addAll(more);
    args.add(url);
    double before = asked.cpuMillis();
    String text = new Tool("wrk").run("", args.toArray(String[]::new)).output();
    double cpu = asked.cpuMillis() - before;
    double count = number(COUNT, text);
    if (count == 0) {
      throw new IllegalStateException("wrk got no answer from " + url + ":\n" + text);
    }
    Matcher socket = SOCKET.matcher(text);
    long broken = 0;
    if (socket.find()) {
      for (int i = 1; i <= socket.groupCount(); i++) {
        broken += Long.parseLong(socket.group(i));
      }
    }
    return new Result(
        number(RATE, text), cpu * 1000 / count, millis(text), broken + (long) number(BAD, text));
  }

  private static double number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
  }

  private static double millis(String text) {
    Matcher matcher = MEDIAN.matcher(text);
    if (!matcher.find()) {
      return 0;
    }
    double factor =
        switch (matcher.group(2)) {
          case "us" -> 0.001;
          case "ms" -> 1;
          default -> 1000;
        };
    return Double.parseDouble(matcher.group(1)) * factor;
  }
}
