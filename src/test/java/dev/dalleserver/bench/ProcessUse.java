package dev.dalleserver.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** What a process and its children have used, read from Linux's {@code /proc}. */
record ProcessUse(ProcessHandle process) {
  /** Of a tick of the processor's accounting, everywhere on Linux. */
  private static final double MILLIS_A_TICK = 10;

  private static final int UTIME = 11;
  private static final int STIME = 12;

  /** Those of children that have ended, so that the sum never falls. */
  private static final int CUTIME = 13;

  private static final int CSTIME = 14;

  /** Milliseconds of processor time since each of them began. */
  double cpuMillis() {
    return all().mapToDouble(ProcessUse::cpuMillis).sum();
  }

  /** Megabytes of resident memory now. */
  double residentMegabytes() {
    return all().mapToDouble(ProcessUse::residentMegabytes).sum();
  }

  private Stream<ProcessHandle> all() {
    return Stream.concat(Stream.of(process), process.descendants());
  }

  /** The part of that spent in the program, not in the kernel for it. */
  double userMillis() {
    return all().mapToDouble(one -> ticks(one, UTIME, CUTIME)).sum() * MILLIS_A_TICK;
  }

  private static double cpuMillis(ProcessHandle one) {
    return ticks(one, UTIME, STIME, CUTIME, CSTIME) * MILLIS_A_TICK;
  }

  private static long ticks(ProcessHandle one, int... which) {
    String stat = read(one, "stat");
    if (stat.isEmpty()) {
      return 0;
    }
    // The name in the second field may hold anything, also blanks and brackets.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Arrays.stream(which).mapToLong(field -> Long.parseLong(fields[field])).sum();
  }

  private static double residentMegabytes(ProcessHandle one) {
    return read(one, "status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .sum();
  }

  /** Returns the content of a file; empty for a process that has just ended. */
  private static String read(ProcessHandle one, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(one.pid()), file));
    } catch (IOException e) {
      if (!one.isAlive()) {
        return "";
      }
      throw new UncheckedIOException(e);
    }
  }
}
