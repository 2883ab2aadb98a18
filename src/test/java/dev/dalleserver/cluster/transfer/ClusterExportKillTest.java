package dev.dalleserver.cluster.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.Main;
import dev.dalleserver.TestServer;
import dev.dalleserver.cluster.CommandRun;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.PostgresServer;
import dev.dalleserver.fixtures.S3Server;
import dev.dalleserver.fixtures.SharedState;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.spending.LocalSpendingLedger;
import dev.dalleserver.spending.SpentDay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transfers that are killed in the middle, as processes of their own, and run again. */
@Tag("long")
@Timeout(600)
class ClusterExportKillTest {
  private static final int PICTURES = 150;
  private static final int FILES = 2 * PICTURES;
  private static final List<Integer> KILLED_AFTER = List.of(1, 40, 170, 290);
  private static final long PATIENCE_SECONDS = 300;

  /** A transfer of so many files takes a second or two on a machine at rest. */
  private static final long LOOK_MILLIS = 5;

  @TempDir private Path folder;
  private Path source;
  private SharedState shared;

  @BeforeEach
  void set_up() throws Exception {
    source = folder.resolve("source");
    ForeignPictures pictures = new ForeignPictures(source);
    Instant first = Instant.parse("2026-01-01T00:00:00Z");
    for (int i = 0; i < PICTURES; i++) {
      String address = ForeignPictures.address(i);
      pictures.describe("simple", address, Map.of("titlePrompt", "Picture " + i));
      pictures.put("simple", address, first.plusSeconds(i));
    }
    Path spent = source.resolve("metrics/image_budget.json");
    Files.createDirectories(spent.getParent());
    Money money = new Money(new BigDecimal("0.28"));
    Files.write(spent, LocalSpendingLedger.bytes(new SpentDay(LocalDate.of(2026, 3, 2), 7, money)));
    shared = SharedState.create();
    // Slow enough to be met in the middle.
    shared.bucketLink().slowDown(1);
  }

  @AfterEach
  void close() {
    shared.close();
  }

  private List<String> words(List<String> command) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("--data-dir", source.toString()));
    words.addAll(List.of(shared.flags("export")));
    return words;
  }

  /** Runs it until so much is there, and kills it then. */
  private void kill(List<String> command, LongSupplier there, long count) throws Exception {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    java.addAll(words(command));
    ProcessBuilder builder =
        new ProcessBuilder(java)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    builder.environment().put("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY);
    builder.environment().put("AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY);
    Process process = builder.start();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (there.getAsLong() < count && process.isAlive() && System.nanoTime() < deadline) {
        Thread.sleep(LOOK_MILLIS);
      }
      assertThat(process.isAlive())
          .as("it is killed in the middle: %s", Files.readString(folder.resolve("said")))
          .isTrue();
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  private CommandRun finish(List<String> command) {
    shared.bucketLink().slowDown(0);
    return CommandRun.of(folder, new String[0], words(command).toArray(String[]::new));
  }

  private long stored() {
    return Long.parseLong(number("SELECT count(*) FROM artifact"));
  }

  private static Map<String, Long> tree(Path root) {
    if (!Files.isDirectory(root)) {
      return Map.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      Map<String, Long> files = new TreeMap<>();
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Files.size(file));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String number(String sql) {
    return PostgresServer.shared().ask(shared.database(), sql);
  }

  private void assertWhole() {
    assertThat(number("SELECT count(*) FROM artifact")).isEqualTo("" + FILES);
    assertThat(number("SELECT count(*) FROM picture")).isEqualTo("" + PICTURES);
    assertThat(number("SELECT sum(pictures) FROM picture_count")).isEqualTo("" + PICTURES);
    assertThat(number("SELECT images || ' ' || money FROM spending_day")).isEqualTo("7 0.28");
    assertThat(
            number(
                "SELECT count(*) FROM artifact WHERE modified_nanos / 1000000000 <> extract(epoch"
                    + " FROM '2026-01-01T00:00:00Z'::timestamptz) + ('x' || right(split_part(path,"
                    + " '.', 1), 8))::bit(32)::int AND path LIKE '%annotated%'"))
        .as("files with another time")
        .isEqualTo("0");
  }

  @Test
  void one_into_a_cluster_loses_nothing_and_brings_nothing_twice() throws Exception {
    List<String> command = List.of("export", "cluster");
    finish(List.of("doctor", "--fix"));
    shared.bucketLink().slowDown(1);
    for (int count : KILLED_AFTER) {
      kill(command, this::stored, count);
    }
    CommandRun last = finish(command);
    assertThat(last.exitCode()).describedAs(last.said()).isZero();
    assertThat(last.summary()).contains(", 0 kept or failed");
    assertWhole();
    CommandRun again = finish(command);
    assertThat(again.summary()).startsWith("0 files copied").contains(", 0 kept or failed");
    assertWhole();
    System.out.println("export cluster, killed 4 times, then: " + last.summary());
    System.out.println("and again: " + again.summary());
    CommandRun doctor = finish(List.of("doctor"));
    assertThat(doctor.exitCode()).describedAs(doctor.said()).isZero();
    try (TestServer node =
        TestServer.in(folder.resolve("node")).offline().with(shared.flags("node")).start()) {
      assertThat(node.get("/images?limit=1").json().path("data").path("count").asInt())
          .isEqualTo(PICTURES);
    }
  }

  @Test
  void one_into_a_directory_loses_nothing_and_brings_nothing_twice() throws Exception {
    finish(List.of("doctor", "--fix"));
    assertThat(finish(List.of("export", "cluster")).exitCode()).isZero();
    Path target = folder.resolve("target");
    List<String> command = List.of("export", "directory", target.toString());
    shared.bucketLink().slowDown(1);
    for (int count : KILLED_AFTER) {
      kill(command, () -> tree(target.resolve("output")).size(), count);
    }
    CommandRun last = finish(command);
    assertThat(last.exitCode()).describedAs(last.said()).isZero();
    System.out.println("export directory, killed 4 times, then: " + last.summary());
    assertThat(tree(target.resolve("output")).keySet())
        .isEqualTo(tree(source.resolve("output")).keySet());
    for (String path : tree(source.resolve("output")).keySet()) {
      Path one = source.resolve("output").resolve(path);
      Path other = target.resolve("output").resolve(path);
      assertThat(Files.mismatch(one, other)).as(path).isEqualTo(-1);
      assertThat(Files.getLastModifiedTime(other).toInstant().getEpochSecond())
          .as(path)
          .isEqualTo(Files.getLastModifiedTime(one).toInstant().getEpochSecond());
    }
    CommandRun again = finish(command);
    assertThat(again.summary()).startsWith("0 files copied").contains(", 0 kept or failed");
    CommandRun doctor =
        CommandRun.of(folder, new String[0], "doctor", "--data-dir", target.toString());
    assertThat(doctor.exitCode()).describedAs(doctor.said()).isZero();
  }
}
