package dev.dalleserver.web.collections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large collection while it is made: memory stays, and single pictures are made as before. Prints
 * what it has measured. {@code -Dcollection.addresses=100000} for the largest.
 */
@Tag("long")
class LargeCollectionTest {
  private static final int ADDRESSES = Integer.getInteger("collection.addresses", 2000);
  private static final int SINGLES = 20;

  @TempDir private Path dir;
  private int single;

  private static void say(String format, Object... values) {
    System.out.println(format.formatted(values));
  }

  private static double millis(Runnable action) {
    long begun = System.nanoTime();
    action.run();
    return (System.nanoTime() - begun) / 1e6;
  }

  private static double median(Runnable action, int times) {
    double[] all = IntStream.range(0, times).mapToDouble(i -> millis(action)).sorted().toArray();
    return all[times / 2];
  }

  private static long heapKilobytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
  }

  /** Makes one picture as a person does who waits for it. */
  private void makeOne(TestServer server) {
    String path = "/dalle/simple/0x%040x".formatted(0xabc_0000_0000L + single++);
    server.client().pollUntilDone(path + "?generate=1&wait=30");
  }

  @Test
  void memory_stays_and_single_pictures_are_made_as_before() {
    try (TestServer server = TestServer.in(dir).with("--workers", "4").start()) {
      IntStream.range(0, SINGLES).forEach(i -> makeOne(server));
      double alone = median(() -> makeOne(server), SINGLES);
      String list =
          IntStream.range(0, ADDRESSES)
              .mapToObj(CollectionsTest::address)
              .collect(Collectors.joining("\n"));
      long before = heapKilobytes();
      long begun = System.nanoTime();
      TestResponse created =
          server.send(
              HttpRequest.newBuilder(server.client().uri("/collections?series=simple"))
                  .header("Content-Type", "text/plain")
                  .POST(BodyPublishers.ofString(list)));
      double accepted = (System.nanoTime() - begun) / 1e9;
      String url = "/collections/" + created.json().at("/data/id").asText();
      say("%d addresses: accepted in %.2f s", ADDRESSES, accepted);
      assertThat(created.json().at("/data/accepted").asInt()).isEqualTo(ADDRESSES);
      assertThat(accepted).isLessThan(5);

      long[] heap = new long[3];
      double[] meanwhile = new double[2];
      double[] list1 = new double[2];
      double[] one = new double[2];
      int[] percents = {1, 10};
      for (int i = 0; i < percents.length; i++) {
        untilMade(server, url, ADDRESSES * percents[i] / 100);
        meanwhile[i] = median(() -> makeOne(server), SINGLES);
        list1[i] = median(() -> server.get("/collections"), SINGLES);
        one[i] = median(() -> server.get(url), SINGLES);
        heap[i] = heapKilobytes() - before;
        say(
            "at %d %%: heap +%d KiB, list %.1f ms, one %.1f ms, a single picture %.1f ms (alone"
                + " %.1f)",
            percents[i], heap[i], list1[i], one[i], meanwhile[i], alone);
      }
      untilMade(server, url, ADDRESSES);
      heap[2] = heapKilobytes() - before;
      say(
          "at 100 %%: heap +%d KiB; %.0f pictures a second",
          heap[2], ADDRESSES / ((System.nanoTime() - begun) / 1e9));

      // The index of pictures and the addresses; not more with each picture than with the others.
      assertThat(heap[2]).isLessThan(20_000 + 3L * ADDRESSES);
      assertThat(Arrays.stream(one).max().orElseThrow()).isLessThan(100);
      assertThat(Arrays.stream(list1).max().orElseThrow()).isLessThan(100);
      assertThat(Arrays.stream(meanwhile).min().orElseThrow()).isLessThan(2 * alone + 20);
    }
  }

  private static int made(TestServer server, String url) {
    return server.get(url).json().at("/data/made").asInt();
  }

  private static void untilMade(TestServer server, String url, int count) {
    for (int made = made(server, url); made < count; made = made(server, url)) {
      int goal = Math.min(count, made + 1000);
      Waiting.untilWithLongPatience(() -> made(server, url) >= goal);
    }
  }
}
