package dev.dalleserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds, read from Linux's {@code /proc}.
 *
 * @param residentMegabytes resident memory of every kind
 * @param descriptors open files and sockets
 * @param threads of the program and of the JVM
 */
public record ProcessFigures(long residentMegabytes, int descriptors, int threads) {
  private static final long KILOBYTES_A_MEGABYTE = 1024;

  /** Reads the figures of a running process. */
  public static ProcessFigures of(long pid) {
    Path folder = Path.of("/proc", Long.toString(pid));
    try (Stream<Path> descriptors = Files.list(folder.resolve("fd"))) {
      String status = Files.readString(folder.resolve("status"));
      return new ProcessFigures(
          number(status, "VmRSS:") / KILOBYTES_A_MEGABYTE,
          (int) descriptors.count(),
          (int) number(status, "Threads:"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether this system has {@code /proc}. */
  public static boolean areKnown() {
    return Files.isReadable(Path.of("/proc/self/status"));
  }

  private static long number(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }
}
