package dev.dalleserver.progress;

/** Fuzzes the reading of the statistics file. */
public final class StatisticsFuzz {
  private StatisticsFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] file) {
    StatisticsFile.parse(file);
  }
}
