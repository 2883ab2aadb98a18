package dev.dalleserver.painting;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.technique.Catalog;
import dev.dalleserver.pictures.PaintRequest;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Prints time, allocation and size per technique at 1024x1024, then paints four at once; run with a
 * heap of 100 MB it shows that they fit. Arguments: pictures per technique.
 */
final class PainterBenchmark {
  private static final int SIDE = 1024;

  private record Sample(double cpuMillis, double allocatedMegabytes, int bytes) {}

  private PainterBenchmark() {}

  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Map<Catalog, Map<AttributeName, String>> words = words();
    sample(words.get(Catalog.IMPASTO), 1);
    System.out.printf("%-14s %8s %8s %8s%n", "technique", "CPU ms", "alloc MB", "kB");
    for (Map.Entry<Catalog, Map<AttributeName, String>> entry : words.entrySet()) {
      List<Sample> samples =
          IntStream.range(0, count).mapToObj(i -> sample(entry.getValue(), i)).toList();
      System.out.printf(
          "%-14s %8.0f %8.1f %8.0f%n",
          entry.getKey(),
          median(samples.stream().mapToDouble(Sample::cpuMillis).toArray()),
          median(samples.stream().mapToDouble(Sample::allocatedMegabytes).toArray()),
          median(samples.stream().mapToDouble(s -> s.bytes() / 1000.0).toArray()));
    }
    fourAtOnce(words);
  }

  private static Map<Catalog, Map<AttributeName, String>> words() {
    Map<Catalog, Map<AttributeName, String>> words = new EnumMap<>(Catalog.class);
    for (String style : Words.records(AttributeName.ART_STYLE_1)) {
      Map<AttributeName, String> drawn = Words.draw(style.hashCode());
      drawn.put(AttributeName.ART_STYLE_1, style);
      Scene scene = SceneFactory.create(drawn, 1, Pictures.SQUARE);
      words.putIfAbsent(Catalog.of(scene.style()), drawn);
    }
    return words;
  }

  private static Sample sample(Map<AttributeName, String> words, int number) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Map<AttributeName, String> drawn = Words.draw(number);
    drawn.put(AttributeName.ART_STYLE_1, words.get(AttributeName.ART_STYLE_1));
    PaintRequest request = Pictures.request(number, drawn, SIDE);
    long cpu = threads.getCurrentThreadCpuTime();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    int bytes = paint(request);
    return new Sample(
        (threads.getCurrentThreadCpuTime() - cpu) / 1e6,
        (threads.getCurrentThreadAllocatedBytes() - allocated) / 1e6,
        bytes);
  }

  private static int paint(PaintRequest request) {
    try {
      return Pictures.paint(request).png().length;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static void fourAtOnce(Map<Catalog, Map<AttributeName, String>> words) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> all =
          words.values().stream()
              .map(w -> pool.submit(() -> paint(Pictures.request(3, w, SIDE))))
              .toList();
      long sum = 0;
      for (Future<Integer> one : all) {
        sum += one.get();
      }
      System.out.printf(
          "%d pictures, four at once, %d MB heap allowed: %d kB%n",
          all.size(), Runtime.getRuntime().maxMemory() >> 20, sum / 1000);
    } finally {
      pool.shutdown();
    }
  }
}
