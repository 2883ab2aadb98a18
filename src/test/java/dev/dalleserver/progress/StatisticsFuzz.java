package dev.dalleserver.progress;

/** A statistics file that anybody may have written. */
public final class StatisticsFuzz {
  private StatisticsFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] file) {
    StatisticsFile.parse(file);
  }
}
