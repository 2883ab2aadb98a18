package dev.dalleserver.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ./run.sh bench}: measures the server as operators start it and prints the results beside
 * the goals. Its exit code tells only whether it could measure.
 */
public final class Bench {
  private static final Path FOLDER = Path.of("target", "bench");
  private static final Path RESULT = Path.of("target", "bench.json");
  private static final double NANOS_A_SECOND = 1e9;

  private static final List<Chapter> CHAPTERS =
      List.of(
          // First: making files costs several times as much where many were removed lately.
          new GenerationChapter(),
          new ServingChapter(),
          new GalleryChapter(),
          new StartChapter(),
          new MemoryChapter(),
          new PollersChapter(),
          new InstrumentationChapter(),
          new ScrapeChapter(),
          new GrowthChapter(),
          new CostChapter(),
          new BrowserChapter(),
          new ClusterServingChapter(),
          new ClusterGenerationChapter(),
          new ClusterGalleryChapter(),
          new ClusterTakeoverChapter());

  private Bench() {}

  public static void main(String[] args) throws Exception {
    BenchOptions options;
    try {
      options = BenchOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(run(options) ? 0 : 1);
  }

  private static boolean run(BenchOptions options) throws Exception {
    boolean whole = true;
    try (Workshop shop = new Workshop(options, FOLDER)) {
      if (!shop.has("wrk")) {
        System.err.println(
            "bench: there is no wrk, which makes the load (Debian: apt install wrk)");
        return false;
      }
      if (!shop.has("nginx")) {
        System.err.println(
            "bench: there is no nginx (Debian: apt install nginx); measuring without");
      }
      Report report = new Report(conditions(shop));
      for (Chapter chapter : CHAPTERS) {
        if (options.wants(chapter.name())) {
          whole &= measure(chapter, shop, report);
          report.write(RESULT);
        }
      }
      report.print(System.out);
      System.out.println("Written to " + RESULT + ".");
    }
    return whole;
  }

  /** A chapter that fails is reported, and the others are measured all the same. */
  private static boolean measure(Chapter chapter, Workshop shop, Report report) {
    long before = System.nanoTime();
    System.err.print("bench: " + chapter.name() + " ...");
    try {
      report.add(chapter.measure(shop));
      System.err.printf(" %.0f s%n", (System.nanoTime() - before) / NANOS_A_SECOND);
      return true;
    } catch (Exception | AssertionError e) {
      System.err.println(" failed");
      e.printStackTrace();
      return false;
    }
  }

  private static Map<String, String> conditions(Workshop shop) throws Exception {
    Map<String, String> conditions = new LinkedHashMap<>();
    BenchOptions options = shop.options();
    conditions.put("rounds", options.rounds() + " of " + options.seconds() + " s, in turns");
    conditions.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    conditions.put("load before", Files.readString(Path.of("/proc/loadavg")).trim());
    Path release = options.javaHome().resolve("release");
    conditions.put(
        "Java",
        Files.isReadable(release)
            ? Files.readAllLines(release).stream()
                .filter(line -> line.startsWith("JAVA_VERSION=") || line.startsWith("IMPLEMENTOR="))
                .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
                .toList()
                .toString()
            : options.javaHome().getFileName().toString());
    conditions.put("wrk", shop.version("wrk", "-v"));
    conditions.put("nginx", shop.version("nginx", "-v") + ", sendfile, tcp_nopush, no access log");
    conditions.putAll(MachineFacts.measure());
    return conditions;
  }
}
