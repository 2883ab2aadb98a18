package dev.dalleserver.cluster.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.cluster.CommandRun;
import dev.dalleserver.docs.HandedBlocks;
import dev.dalleserver.fixtures.SharedState;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.spending.LocalSpendingLedger;
import dev.dalleserver.spending.LocalUsageHistory;
import dev.dalleserver.spending.SpentDay;
import dev.dalleserver.spending.UsageDay;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A data directory brought into a cluster, and back, on a real database and a real bucket. */
@Timeout(120)
class ClusterExportTest {
  private static final String ADDRESS = "0x00000000000000000000000000000000000000a1";
  private static final String OTHER = "0x00000000000000000000000000000000000000b2";
  private static final String GENERATED = "output/simple/generated/" + ADDRESS + ".png";
  private static final String TITLE = "output/simple/title/" + ADDRESS + ".txt";
  private static final String SERIES = "{\"nouns\": [\"bear\"]}";

  @TempDir private static Path sound;
  @TempDir private Path folder;
  private Path source;
  private SharedState shared;

  @BeforeAll
  static void make_a_data_directory() throws Exception {
    try (TestServer server = TestServer.in(sound).offline().start()) {
      assertThat(server.sendJson("PUT", "/series/bears", SERIES).status()).isEqualTo(201);
      for (String path : new String[] {"simple/" + ADDRESS, "simple/" + OTHER, "bears/" + OTHER}) {
        server.client().pollUntilDone("/dalle/" + path + "?generate=1");
        assertThat(server.get("/files/" + path.replace("/", "/annotated/") + ".png").status())
            .isEqualTo(200);
      }
      assertThat(server.get("/thumbnails/simple/" + ADDRESS).status()).isEqualTo(200);
      assertThat(server.send("PUT", "/images/simple/" + OTHER + "/hidden").status())
          .isLessThan(300);
      collect(server);
    }
    write(
        "metrics/usage_days.json", LocalUsageHistory.bytes(List.of(UsageDay.empty("2026-03-02"))));
    SpentDay spent = new SpentDay(LocalDate.of(2026, 3, 2), 7, new Money(new BigDecimal("0.28")));
    write("metrics/image_budget.json", LocalSpendingLedger.bytes(spent));
    write("metrics/runs/simple_" + ADDRESS + "_1767225600000.json", "{\"done\":true}");
    write("received/" + OTHER + ".simple.received", "paid for");
    write("set-aside/1767225600000/received/" + OTHER + ".simple.received", "unusable");
  }

  /** Makes a collection of the two pictures that are there. */
  private static void collect(TestServer server) {
    String list = "{\"series\":\"simple\",\"name\":\"All\",\"addresses\":[\"%s\",\"%s\"]}";
    assertThat(server.sendJson("POST", "/collections", list.formatted(ADDRESS, OTHER)).status())
        .isEqualTo(201);
    Waiting.until(() -> server.get("/collections").text().contains("\"done\""));
  }

  private Path collectionFile(String ending) throws Exception {
    try (Stream<Path> files = Files.list(source.resolve("collections"))) {
      return files.filter(it -> it.toString().endsWith(ending)).findFirst().orElseThrow();
    }
  }

  private static void write(String path, String content) throws Exception {
    write(path, content.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(String path, byte[] content) throws Exception {
    Files.createDirectories(sound.resolve(path).getParent());
    Files.write(sound.resolve(path), content);
  }

  @BeforeEach
  void set_up() throws Exception {
    source = folder.resolve("source");
    try (Stream<Path> files = Files.walk(sound)) {
      for (Path file : files.toList()) {
        Path copy = source.resolve(sound.relativize(file).toString());
        Files.copy(
            file, copy, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    shared = SharedState.create();
  }

  @AfterEach
  void close() {
    shared.close();
  }

  private CommandRun toCluster(String... more) {
    return run(Stream.concat(Stream.of("export", "cluster"), Stream.of(more)));
  }

  private CommandRun toDirectory(Path target, String... more) {
    return run(Stream.concat(Stream.of("export", "directory", target.toString()), Stream.of(more)));
  }

  private CommandRun run(Stream<String> words) {
    String[] all =
        Stream.concat(words, Stream.of("--data-dir", source.toString())).toArray(String[]::new);
    return CommandRun.of(folder, shared.flags("export"), all);
  }

  private static Map<String, String> tree(Path root) throws Exception {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString();
        boolean isState =
            path.startsWith("collections/")
                || (path.startsWith("metrics/") && !path.contains("runs"));
        if (!path.equals(".lock")) {
          byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
          // A database keeps microseconds of series, and no times of statistics and collections.
          long time = Files.getLastModifiedTime(file).to(TimeUnit.MICROSECONDS);
          files.put(path, HexFormat.of().formatHex(hash) + (isState ? "" : " " + time));
        }
      }
    }
    return files;
  }

  @Test
  void what_goes_there_and_back_is_the_same_file_by_file() throws Exception {
    Map<String, String> before = tree(source);
    CommandRun there = toCluster();
    assertThat(there.said()).doesNotContain("verysecret");
    assertThat(there.exitCode()).describedAs(there.said()).isZero();
    assertThat(tree(source)).isEqualTo(before);

    Path back = folder.resolve("back");
    CommandRun backAgain = toDirectory(back);
    assertThat(backAgain.exitCode()).describedAs(backAgain.said()).isZero();
    assertThat(tree(back)).isEqualTo(before);

    CommandRun doctor =
        CommandRun.of(folder, new String[0], "doctor", "--data-dir", back.toString());
    assertThat(doctor.exitCode()).describedAs(doctor.said()).isZero();
    try (TestServer server = TestServer.in(back).offline().start()) {
      assertThat(server.get("/files/" + "simple/annotated/" + ADDRESS + ".png").status())
          .isEqualTo(200);
      assertThat(server.get("/series/bears").status()).isEqualTo(200);
      assertThat(server.get("/collections").text()).contains("\"All\"", "\"done\"");
      Waiting.until(() -> server.get("/images?hidden=true").text().contains(OTHER));
    }
  }

  @Test
  void nodes_serve_what_was_brought_and_show_it_in_the_gallery() throws Exception {
    try (TestServer node =
        TestServer.in(folder.resolve("node")).offline().with(shared.flags("node")).start()) {
      assertThat(toCluster().exitCode()).isZero();
      TestResponse picture = node.get("/files/simple/annotated/" + ADDRESS + ".png");
      assertThat(picture.status()).isEqualTo(200);
      assertThat(picture.body())
          .isEqualTo(
              Files.readAllBytes(source.resolve("output/simple/annotated/" + ADDRESS + ".png")));
      Waiting.until(() -> node.get("/series/bears").status() == 200);
      assertThat(node.get("/images?series=bears").text()).contains(OTHER);
      assertThat(node.get("/images?series=simple").text()).contains(ADDRESS).doesNotContain(OTHER);
      Waiting.until(() -> node.get("/images?hidden=true").text().contains(OTHER));
      assertThat(node.get("/collections").text()).contains("\"All\"", "\"made\":2");
      assertThat(node.get("/dalle/bears/" + OTHER + "?generate=1").status()).isEqualTo(200);
    }
  }

  @Test
  void a_transfer_that_is_repeated_changes_nothing_and_compares_all() throws Exception {
    toCluster();
    CommandRun again = toCluster();
    assertThat(again.exitCode()).isZero();
    assertThat(again.summary()).startsWith("0 files copied").contains(", 0 kept or failed");
    Path back = folder.resolve("back");
    toDirectory(back);
    Map<String, String> first = tree(back);
    CommandRun backAgain = toDirectory(back);
    assertThat(backAgain.summary()).startsWith("0 files copied").contains(", 0 kept or failed");
    assertThat(tree(back)).isEqualTo(first);
  }

  @Test
  void one_that_was_cut_off_goes_on() throws Exception {
    toCluster("--dry-run");
    shared.bucketLink().cut();
    assertThat(toCluster().exitCode()).isEqualTo(1);
    shared.bucketLink().restore();
    CommandRun whole = toCluster();
    assertThat(whole.exitCode()).describedAs(whole.said()).isZero();
  }

  @Test
  void what_is_broken_is_named_and_left_and_the_rest_is_brought() throws Exception {
    Path broken = source.resolve(GENERATED);
    byte[] half = Files.readAllBytes(broken);
    Files.write(broken, Arrays.copyOf(half, half.length / 2));
    Files.writeString(source.resolve("series/wrong.json"), "{\"nouns\": 5");
    CommandRun there = toCluster();
    assertThat(there.exitCode()).isEqualTo(1);
    assertThat(there.said())
        .contains("failed   " + GENERATED + ": it does not decode")
        .contains("failed   series/wrong.json: ")
        .contains("copied   " + TITLE)
        .contains("copied   output/bears/annotated/" + OTHER + ".png");
    assertThat(there.summary()).contains(", 2 kept or failed");
  }

  @Test
  void what_the_cluster_has_already_is_not_replaced_nor_mixed_with_other_files() throws Exception {
    toCluster();
    Files.writeString(source.resolve(TITLE), "another title\n");
    Files.setLastModifiedTime(source.resolve(TITLE), FileTime.from(Instant.EPOCH));
    CommandRun again = toCluster();
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.said()).contains("kept     " + TITLE + ": the cluster has another file");
    Path back = folder.resolve("back");
    toDirectory(back);
    assertThat(Files.readString(back.resolve(TITLE)))
        .isEqualTo(Files.readString(sound.resolve(TITLE)));

    Files.writeString(back.resolve(TITLE), "a third title\n");
    CommandRun backAgain = toDirectory(back);
    assertThat(backAgain.exitCode()).isEqualTo(1);
    assertThat(backAgain.said()).contains("kept     " + TITLE);
    assertThat(Files.readString(back.resolve(TITLE))).isEqualTo("a third title\n");
  }

  @Test
  void a_lost_object_is_named_on_the_way_back_and_brought_anew_by_another_transfer()
      throws Exception {
    toCluster();
    Path object =
        shared
            .objects()
            .filter(file -> file.toString().contains("simple/generated/" + ADDRESS))
            .findFirst()
            .orElseThrow();
    byte[] content = Files.readAllBytes(object);
    Files.delete(object);
    CommandRun back = toDirectory(folder.resolve("back"));
    assertThat(back.exitCode()).isEqualTo(1);
    assertThat(back.said()).contains("failed   " + GENERATED + ": ").contains("missing");
    assertThat(folder.resolve("back").resolve(TITLE)).exists();

    assertThat(toCluster().said()).contains("copied   " + GENERATED);
    assertThat(object).hasBinaryContent(content);
    Files.writeString(object, "damaged", StandardCharsets.UTF_8);
    assertThat(toDirectory(folder.resolve("third")).said())
        .contains("failed   " + GENERATED + ": ")
        .contains("damaged");
  }

  @Test
  void a_collection_that_is_broken_is_left_and_one_that_has_gone_on_stays() throws Exception {
    Path list = collectionFile(".list");
    Path state = collectionFile(".state");
    assertThat(toCluster().exitCode()).isZero();
    byte[] whole = Files.readAllBytes(state);
    whole[whole.length - 1] = 0;
    Files.write(state, whole);
    Files.writeString(list.resolveSibling("col_1_000000000.state"), "{}");
    CommandRun again = toCluster();
    assertThat(again.exitCode()).describedAs(again.said()).isZero();
    assertThat(again.said())
        .contains("same     collections/" + list.getFileName())
        .contains("left     collections/" + state.getFileName() + ": the cluster goes on from its")
        .contains("left     collections/col_1_000000000.state: its list is missing");
    CommandRun back = toDirectory(source);
    assertThat(back.said())
        .contains("left     collections/" + state.getFileName() + ": the directory goes on from");
    Files.writeString(list, "{}");
    CommandRun broken = toCluster();
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.said())
        .contains("failed   collections/" + list.getFileName() + ": it is not a list of addresses");
  }

  @Test
  void a_dry_run_changes_nothing() throws Exception {
    CommandRun without = toCluster("--dry-run");
    assertThat(without.exitCode()).isEqualTo(1);
    assertThat(without.said()).contains("the database has no tables yet");
    try (TestServer node =
        TestServer.in(folder.resolve("node")).offline().with(shared.flags("node")).start()) {
      CommandRun dry = toCluster("--dry-run");
      assertThat(dry.exitCode()).isZero();
      assertThat(dry.said()).contains("copied   " + GENERATED).contains("files would be copied");
      assertThat(node.get("/files/simple/annotated/" + ADDRESS + ".png").status()).isEqualTo(404);
    }
    assertThat(toDirectory(folder.resolve("dry"), "--dry-run").exitCode()).isZero();
    assertThat(folder.resolve("dry")).doesNotExist();
  }

  @Test
  void the_commands_of_the_page_do_what_it_says() {
    run(Stream.of("doctor", "--fix"));
    String block = HandedBlocks.of(Path.of("docs/cluster.md"), getClass()).get(0);
    for (String line : block.lines().toList()) {
      String command =
          line.replaceFirst("#.*", "")
              .replace("./run.sh ", "")
              .replace("/var/lib/dalleserver", source.toString())
              .replace("/srv/dalleserver", folder.resolve("back").toString());
      CommandRun run =
          CommandRun.of(folder, shared.flags("export"), command.strip().split(" +", -1));
      assertThat(run.exitCode()).describedAs(line + run.said()).isZero();
    }
    assertThat(folder.resolve("back").resolve(GENERATED)).exists();
  }

  @Test
  void a_directory_that_a_server_uses_is_refused() {
    try (TestServer server = TestServer.in(source).offline().start()) {
      assertThat(server.get("/health").status()).isEqualTo(200);
      CommandRun refused = toCluster();
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.said()).contains("is in use by another dalleserver; stop it first");
    }
  }

  @Test
  void a_command_that_lacks_something_says_what() {
    String[] none = {};
    assertThat(CommandRun.of(folder, none, "export", "cluster").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of(folder, none, "export", "cluster").said()).contains("--database-url");
    assertThat(CommandRun.of(folder, none, "export").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of(folder, none, "export", "s3").said())
        .contains("export s3: accepted: export cluster, export directory");
    assertThat(CommandRun.of(folder, none, "export", "directory").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of(folder, none, "export", "--help").said()).contains("Usage:");
    assertThat(CommandRun.of(folder, none, "export", "cluster", "--help").said())
        .contains("Usage:");
  }
}
