package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.settings.SettingsLoader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** {@code ./run.sh make}, against a running server and by itself. */
class MakeCommandTest {
  private static final String A = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";
  private static final String B = "0x000000000000000000000000000000000000dead";
  private static final String C = "0x000000000000000000000000000000000000beef";

  @TempDir private Path dir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** The command sets the level of a log that has not begun. */
  @BeforeAll
  static void beginTheLog() {
    assertThat(LoggerFactory.getLogger(MakeCommandTest.class)).isNotNull();
  }

  private int make(Map<String, String> environment, String... args) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("make"));
    all.addAll(List.of(args));
    return new CollectionCommands(
            new SettingsLoader(environment, dir), dir, new PrintStream(out), new PrintStream(err))
        .run(all);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void list(String text) throws Exception {
    Files.writeString(dir.resolve("list.txt"), text);
  }

  private String id() {
    Matcher id = Pattern.compile("^(col_\\S+): ", Pattern.MULTILINE).matcher(said());
    assertThat(id.find()).as(said()).isTrue();
    return id.group(1);
  }

  @Test
  void by_itself_it_makes_all_and_leaves_the_data_directory_to_the_next() throws Exception {
    list(A + "\nnothing\n" + A + "\n");
    String[] flags = {"simple", "list.txt", "--data-dir", "data", "--image-provider", "offline"};

    assertThat(make(Map.of(), flags)).as(said()).isZero();

    assertThat(said())
        .contains(": 1 addresses, 0 there already, 1 repeated, 1 wrong; 0 images to pay for")
        .contains("line 2: nothing: ")
        .contains("1 of 1, 100.0 %, 0 failed");
    assertThat(out.size()).isZero();
    assertThat(dir.resolve("data/output/simple/annotated/" + A + ".png")).isNotEmptyFile();
    assertThat(make(Map.of(), flags)).as(said()).isZero();
    assertThat(said()).contains("1 there already");
  }

  @Test
  void pictures_that_fail_are_printed_and_the_exit_code_is_1() throws Exception {
    list(A + "\n" + B);
    try (FakeProvider provider =
        new FakeProvider(0, Map.of("status", "400", "only", "image", "message", "not painted"))) {
      Map<String, String> environment =
          Map.of(
              "OPENAI_API_KEY", "sk-test-0123456789abcdef", "OPENAI_BASE_URL", provider.baseUrl());

      assertThat(make(environment, "simple", "list.txt", "--data-dir", "data")).isEqualTo(1);

      assertThat(said()).contains("2 images to pay for").contains("2 failed");
      List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0)).startsWith(A + "\tOPENAI_ERROR\t");
      assertThat(lines.get(1)).startsWith(B + "\tOPENAI_ERROR\t");
    }
  }

  @Test
  void what_cannot_begin_has_the_exit_code_2() throws Exception {
    list("nothing\n");
    String[] flags = {"simple", "list.txt", "--data-dir", "data", "--image-provider", "offline"};

    assertThat(make(Map.of(), flags)).isEqualTo(2);
    assertThat(said()).contains("no entry of the list is an address");
    assertThat(make(Map.of(), "simple", "missing.txt", "--data-dir", "data")).isEqualTo(2);
    assertThat(make(Map.of(), "simple")).isEqualTo(2);
    assertThat(make(Map.of(), "simple", "list.txt", "--server", "nowhere")).isEqualTo(2);
    assertThat(make(Map.of(), "simple", "list.txt", "--server", "http://x", "--add-to", "../x"))
        .isEqualTo(2);
    assertThat(said()).contains("../x is not the id of a collection");
  }

  @Test
  void a_running_server_makes_them_and_gets_more_later() throws Exception {
    list(A + "\n" + B);
    try (TestServer server = TestServer.start(dir.resolve("data"))) {
      String url = server.client().uri("").toString();
      assertThat(make(Map.of(), "simple", "list.txt", "--server", url, "--name", "Mine"))
          .as(said())
          .isZero();
      String id = id();
      assertThat(server.get("/collections/" + id).json().at("/data/name").asText())
          .isEqualTo("Mine");

      list(A + "\n" + B + "\n" + C);
      assertThat(make(Map.of(), "simple", "list.txt", "--server", url, "--add-to", id))
          .as(said())
          .isZero();

      assertThat(id()).isEqualTo(id);
      assertThat(said()).contains("1 addresses, 0 there already, 2 repeated").contains("3 of 3");
      assertThat(server.get("/collections").json().at("/data/count").asInt()).isEqualTo(1);
      assertThat(make(Map.of(), "five", "list.txt", "--server", url, "--add-to", id)).isEqualTo(2);
      assertThat(said()).contains("the collection has another series");
    }
  }
}
