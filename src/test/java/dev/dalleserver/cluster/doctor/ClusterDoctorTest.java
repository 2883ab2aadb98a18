package dev.dalleserver.cluster.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.cluster.CommandRun;
import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseLimits;
import dev.dalleserver.cluster.postgres.DatabaseObserver;
import dev.dalleserver.cluster.postgres.DatabaseUrl;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.fixtures.SharedState;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor} with the settings of a cluster: what it finds, and what it does about it. */
@Timeout(120)
class ClusterDoctorTest {
  private static final String ADDRESS = "0x00000000000000000000000000000000000000c3";

  @TempDir private Path folder;
  private SharedState shared;

  @BeforeEach
  void set_up() {
    shared = SharedState.create();
  }

  @AfterEach
  void close() {
    shared.close();
  }

  private CommandRun doctor(String... more) {
    return CommandRun.of(
        folder,
        shared.flags("doctor"),
        Stream.concat(Stream.of("doctor"), Stream.of(more)).toArray(String[]::new));
  }

  private void makeAPicture() {
    try (TestServer node =
        TestServer.in(folder.resolve("node")).offline().with(shared.flags("node")).start()) {
      node.client().pollUntilDone("/dalle/simple/" + ADDRESS + "?generate=1");
      assertThat(node.get("/thumbnails/simple/" + ADDRESS).status()).isEqualTo(200);
    }
  }

  private void execute(String statement) {
    try (Database database = open()) {
      Sql sql = new Sql("test", statement);
      database.call("test", session -> session.update(sql));
    }
  }

  private long count(String query) {
    try (Database database = open()) {
      Sql sql = new Sql("test", query);
      Optional<Long> count =
          database.call("test", session -> session.first(sql, row -> row.getLong(1)));
      return count.orElseThrow();
    }
  }

  private Database open() {
    return Database.open(
        DatabaseUrl.parse(shared.databaseUrl()),
        "",
        "test",
        DatabaseLimits.standard(),
        DatabaseObserver.NONE);
  }

  private Path object(String part) throws Exception {
    return shared
        .objects()
        .filter(file -> file.toString().contains("/" + part + "/"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_cluster_that_is_whole_has_no_problems_and_no_secret_is_printed() {
    makeAPicture();
    CommandRun run = doctor();
    assertThat(run.exitCode()).describedAs(run.said()).isZero();
    assertThat(run.summary()).isEqualTo("0 problems");
    assertThat(run.said())
        .contains("ok       database: PostgreSQL ")
        .contains("ok       schema: version ")
        .contains("can be written, read and cleaned")
        .doesNotContain("verysecret", "test-secret-key", "test-access-key");
  }

  @Test
  void nodes_are_listed_while_they_run() {
    try (TestServer node =
        TestServer.in(folder.resolve("node")).offline().with(shared.flags("node-7")).start()) {
      assertThat(node.get("/health").status()).isEqualTo(200);
      assertThat(doctor().said()).contains("ok       node node-7: ");
      execute(
          "INSERT INTO node (id, name, version, words_hash, painter_version)"
              + " SELECT 'x', 'other', version, replace(words_hash, 'nouns=', 'nouns=0'),"
              + " painter_version FROM node LIMIT 1");
      CommandRun run = doctor();
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.said())
          .contains("problem  words: nodes ", "they differ in nouns; give both the same jar");
      execute("UPDATE node SET seen_at = seen_at - interval '1 hour' WHERE id = 'x'");
      assertThat(doctor().said()).contains("note     node other: not seen for 36");
    }
  }

  @Test
  void an_empty_database_gets_its_tables_when_that_is_asked_for() {
    CommandRun run = doctor();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.said()).contains("problem  schema: there are no tables yet; the first start");
    CommandRun mended = doctor("--fix");
    assertThat(mended.exitCode()).describedAs(mended.said()).isZero();
    assertThat(doctor().exitCode()).isZero();
  }

  @Test
  void what_is_made_again_for_nothing_is_forgotten_when_its_object_is_lost() throws Exception {
    makeAPicture();
    Files.delete(object("thumbnail"));
    Files.delete(object("annotated"));
    CommandRun run = doctor();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.said())
        .contains("problem  output/simple/annotated/" + ADDRESS + ".png: its object is missing")
        .contains("problem  output/simple/thumbnail/" + ADDRESS + ".jpg: its object is missing");
    CommandRun mended = doctor("--fix");
    assertThat(mended.exitCode()).describedAs(mended.said()).isZero();
    assertThat(mended.summary()).isEqualTo("2 problems, 0 left");
    makeAPicture();
    assertThat(doctor().exitCode()).isZero();
  }

  @Test
  void what_may_have_been_paid_for_is_set_aside_only_when_the_operator_says_so() throws Exception {
    makeAPicture();
    String path = "output/simple/generated/" + ADDRESS + ".png";
    Files.delete(object("generated"));
    assertThat(doctor("--fix").summary()).isEqualTo("1 problems, 1 left");
    CommandRun moved = doctor("--fix", "--move-paid");
    assertThat(moved.exitCode()).describedAs(moved.said()).isZero();
    assertThat(moved.said()).contains("mended   " + path + ": set aside");
    assertThat(count("SELECT count(*) FROM artifact WHERE path LIKE 'set-aside/%/" + path + "'"))
        .isEqualTo(1);
    assertThat(doctor().exitCode()).isZero();
  }

  @Test
  void an_object_of_another_length_is_named() throws Exception {
    makeAPicture();
    Files.writeString(object("title"), "x");
    CommandRun run = doctor();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.said())
        .contains("problem  output/simple/title/" + ADDRESS + ".txt: its object has 1 bytes");
  }

  @Test
  void objects_that_no_row_names_are_removed_by_the_nodes_when_they_are_a_day_old()
      throws Exception {
    makeAPicture();
    Path stray = shared.object("output/simple/title/0xstray-00.txt");
    Files.writeString(stray, "nobody knows me");
    assertThat(doctor().exitCode()).isZero();
    Instant old = Instant.now().minus(Duration.ofHours(30));
    Files.setLastModifiedTime(stray, FileTime.from(old));
    CommandRun run = doctor();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.said())
        .contains("problem  objects: 1 are named by no row")
        .contains("output/simple/title/0xstray-00.txt");
    assertThat(doctor("--fix").exitCode()).isZero();
    assertThat(
            count(
                "SELECT count(*) FROM unused_object WHERE object LIKE '%0xstray%'"
                    + " AND NOT removing"))
        .isEqualTo(1);
    assertThat(doctor().exitCode()).isZero();
  }

  @Test
  void work_that_is_left_undone_is_named() {
    makeAPicture();
    execute(
        "INSERT INTO spending_intent (subject, process, day, images, estimate, begun_at)"
            + " SELECT s, 'gone', current_date, 1, 0.04, now() - interval '2 hours'"
            + " FROM (VALUES ('simple/x'), (NULL)) AS v(s)");
    execute("INSERT INTO job (kind, key, payload) VALUES ('picture', 'simple/x', '{}')");
    CommandRun run = doctor();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.said())
        .contains("note     payments: 1 calls for pictures were begun by nodes that are gone")
        .contains("problem  payments: 1 calls for prompts")
        .contains("note     jobs: 1 wait, 0 are worked on");
    assertThat(doctor("--fix").exitCode()).isZero();
    assertThat(count("SELECT count(*) FROM spending_intent")).isEqualTo(1);
  }

  @Test
  void collections_that_cannot_be_read_are_named_and_what_is_safe_is_mended() {
    try (TestServer node =
        TestServer.in(folder.resolve("node"))
            .offline()
            .with(shared.flags("node"))
            .with("--collection-workers", "0")
            .start()) {
      for (int i = 0; i < 3; i++) {
        String list = "{\"series\":\"simple\",\"addresses\":[\"0x%040x\"]}".formatted(i);
        assertThat(node.sendJson("POST", "/collections", list).status()).isEqualTo(201);
      }
      Waiting.until(() -> count("SELECT count(*) FROM collection_worker") == 1);
      assertThat(doctor().said())
          .contains("ok       collections: 3 are kept, 3 have 3 pictures to make");
    }
    assertThat(doctor().said()).contains("3 pictures to make; no node is alive to make them");
    execute("UPDATE collection SET states = '\\x09' WHERE id = (SELECT min(id) FROM collection)");
    execute(
        "UPDATE collection SET addresses = '\\x09' WHERE id = (SELECT max(id) FROM collection)");
    CommandRun run = doctor("--fix");
    assertThat(run.summary()).isEqualTo("2 problems, 1 left");
    assertThat(run.said())
        .contains("its row does not tell what is made: a state without a reason")
        .contains("its row cannot be read: not a list of addresses");
    assertThat(doctor().summary()).isEqualTo("1 problems");
  }

  @Test
  void a_search_without_its_index_is_a_problem_that_is_mended() {
    makeAPicture();
    execute("DROP EXTENSION pg_trgm CASCADE");
    assertThat(doctor().said()).contains("problem  search: without the extension pg_trgm");
    assertThat(doctor("--fix").exitCode()).isZero();
    assertThat(doctor().exitCode()).isZero();
  }

  @Test
  void what_cannot_be_reached_is_said_in_one_sentence_with_a_remedy() {
    shared.bucketLink().cut();
    CommandRun run = doctor();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.said().lines().toList())
        .singleElement()
        .asString()
        .startsWith("doctor: --bucket s3://")
        .contains("; ");
    shared.bucketLink().restore();
    shared.databaseLink().cut();
    CommandRun other = doctor();
    assertThat(other.said().lines().toList())
        .singleElement()
        .asString()
        .startsWith("doctor: --database-url postgresql://")
        .contains("; ");
    assertThat(List.of(run, other)).allMatch(it -> !it.said().contains("verysecret"));
  }
}
