package dev.dalleserver.openai;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.painting.image.ImageIoPictureCodec;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.TempReceived;
import dev.dalleserver.resilience.CallListener;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs in a JVM of its own with a small heap: paints many pictures at once and counts endings. */
final class HeapProbe {
  private HeapProbe() {}

  /**
   * @param args base URL, number of pictures, calls at once
   */
  public static void main(String[] args) throws Exception {
    OpenAiSettings settings =
        TestSettings.withLimits(TestSettings.of(Rig.KEY, args[0]), 1, Integer.parseInt(args[2]));
    ExecutorService threads = Executors.newCachedThreadPool();
    try (TempReceived received = new TempReceived();
        OpenAiProvider provider =
            new OpenAiProvider(
                settings,
                received.pictures(),
                new ImageIoPictureCodec(),
                CallListener.NONE,
                Clock.systemUTC(),
                System::nanoTime)) {
      List<Callable<String>> runs = new ArrayList<>();
      for (int i = 0; i < Integer.parseInt(args[1]); i++) {
        ReceivedName name = new ReceivedName("a-test-" + i);
        runs.add(() -> ending(provider, name));
      }
      Map<String, Integer> endings = new TreeMap<>();
      for (Future<String> run : threads.invokeAll(runs)) {
        endings.merge(run.get(), 1, Integer::sum);
      }
      System.out.println("endings " + endings);
    } finally {
      threads.shutdownNow();
    }
  }

  private static String ending(OpenAiProvider provider, ReceivedName name) throws Exception {
    try {
      // The picture is dropped, as it would be once it is stored.
      return provider
          .images()
          .paint(PaintRequest.of(Dresses.plain(), name), ProgressListener.NONE, Cancellation.none())
          .size()
          .toString();
    } catch (JobException failure) {
      return failure.code().name();
    }
  }
}
