package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.painting.image.PictureFuzz;
import dev.dalleserver.picture.PictureKeyFuzz;
import dev.dalleserver.progress.StatisticsFuzz;
import dev.dalleserver.resilience.RetryAfterFuzz;
import dev.dalleserver.settings.SettingsFuzz;
import dev.dalleserver.web.BatchRequestFuzz;
import dev.dalleserver.web.files.RangeFuzz;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Jazzer looks for inputs that break what reads them, led by the code that it has not reached. */
@Timeout(600)
class FuzzTest {
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in");

  @TempDir Path work;

  /** Something to begin with, where it would take long to find it by chance. */
  private static final Map<Class<?>, List<byte[]>> SEEDS =
      Map.of(
          BatchRequestFuzz.class,
          List.of(
              utf8("{\"prompt\":\"a fish\",\"width\":64,\"height\":64,\"seed\":1,\"count\":2}")),
          SettingsFuzz.class,
          List.of(utf8("export A='b'\nC=\"d\\n\" # e\n")),
          StatisticsFuzz.class,
          List.of(utf8("{\"version\":1,\"phases\":{\"setup\":{\"count\":1,\"avgNs\":2}}}")),
          PictureFuzz.class,
          List.of(picture("png"), picture("jpeg")));

  static List<Class<?>> targets() {
    return List.of(
        PictureKeyFuzz.class,
        SettingsFuzz.class,
        BatchRequestFuzz.class,
        RangeFuzz.class,
        PictureFuzz.class,
        StatisticsFuzz.class,
        RetryAfterFuzz.class);
  }

  @ParameterizedTest
  @MethodSource("targets")
  void hundreds_of_inputs_find_nothing(Class<?> target) throws Exception {
    // By number: a busy machine may take most of any short time to load the classes. Many more are
    // tried by the test below.
    fuzz(target, 60, target == PictureFuzz.class ? "-runs=300" : "-runs=1000");
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("targets")
  void two_minutes_find_nothing(Class<?> target) throws Exception {
    fuzz(target, 120, "-runs=-1");
  }

  private void fuzz(Class<?> target, int seconds, String runs) throws Exception {
    Path corpus = Files.createDirectory(work.resolve("corpus"));
    List<byte[]> seeds = SEEDS.getOrDefault(target, List.of());
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(corpus.resolve("seed-" + i), seeds.get(i));
    }
    Path log = work.resolve("log");
    Process jazzer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=dev.dalleserver.**",
                // The one that asks for ranges connects, to a server of its own.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
                "--reproducer_path=" + work,
                "-artifact_prefix=" + work + "/",
                // The heap is limited. What libFuzzer takes for this process's memory is the
                // highest that its parent, the JVM of the tests, ever had: Linux hands it on.
                "-rss_limit_mb=0",
                "-max_total_time=" + seconds,
                runs,
                corpus.toString())
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int exit = jazzer.waitFor();
    String said = Files.readString(log, StandardCharsets.ISO_8859_1);
    assertThat(exit).as(said).isZero();
    Matcher done = DONE.matcher(said);
    assertThat(done.find()).as(said).isTrue();
    System.out.println(target.getSimpleName() + ": " + done.group(1) + " inputs, none breaks it");
    assertThat(Long.parseLong(done.group(1))).as("inputs tried").isPositive();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] picture(String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), format, out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }
}
