package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP, sent to a server that is a process of its own. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ReloadProcessTest {
  private static final String OLD_KEY = "sk-test-0123456789-old1";
  private static final String NEW_KEY = "sk-test-9876543210-new2";
  private static final String OLD_TOKEN = "token-that-was-there-first";
  private static final String NEW_TOKEN = "token-that-came-afterwards";
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS + "?generate=1";

  @TempDir Path dataDir;
  private FakeProvider provider;

  @BeforeEach
  void prepare() throws IOException {
    provider = new FakeProvider(0, Map.of("key", OLD_KEY));
    write("tokens", OLD_TOKEN + "\n");
    write("key", OLD_KEY + "\n");
    write(".env", env(""));
  }

  @AfterEach
  void stopProvider() {
    provider.close();
  }

  private String env(String more) {
    return "OPENAI_BASE_URL="
        + provider.baseUrl()
        + "\nTB_DALLE_OPENAI_API_KEY_FILE=key\nTB_DALLE_API_TOKEN_FILE=tokens\n"
        + more;
  }

  private void write(String name, String text) throws IOException {
    Path file = dataDir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private ServerProcess start() {
    // Where the tests run in the background, or under nohup, children would ignore the signal.
    List<String> launcher = List.of("env", "--default-signal=HUP");
    return ServerProcess.startUnder(launcher, dataDir, Map.of(), "--failure-hold", "100ms");
  }

  /** Sends the signal, and waits until the log has one more line with this text. */
  private static void reload(ServerProcess server, String expected) throws IOException {
    long before = count(server, expected);
    new ProcessBuilder("kill", "-HUP", Long.toString(server.pid())).inheritIO().start();
    Waiting.until(() -> count(server, expected) > before);
  }

  private static long count(ServerProcess server, String text) {
    return server.log().lines().filter(line -> line.contains(text)).count();
  }

  private static int status(ServerProcess server, String token) {
    return server
        .client()
        .send("POST", "/dalle/simple/" + "0x" + "1".repeat(40), "Authorization", "Bearer " + token)
        .status();
  }

  private static void make(ServerProcess server, String address) {
    String path = "/dalle/simple/" + address;
    server.client().send("POST", path, "Authorization", "Bearer " + OLD_TOKEN);
    Waiting.until(() -> server.get("/images/simple/" + address).status() == 200);
  }

  private void assertNoSecretIsLogged(ServerProcess server) {
    assertThat(server.log())
        .doesNotContain(OLD_KEY)
        .doesNotContain(NEW_KEY)
        .doesNotContain(OLD_TOKEN)
        .doesNotContain(NEW_TOKEN);
  }

  @Test
  void a_new_token_is_accepted_and_the_old_one_is_refused() throws IOException {
    try (ServerProcess server = start()) {
      assertThat(status(server, OLD_TOKEN)).isLessThan(300);
      assertThat(status(server, NEW_TOKEN)).isEqualTo(401);
      write("tokens", NEW_TOKEN + "\n");

      reload(server, "event=reloaded");

      assertThat(status(server, OLD_TOKEN)).isEqualTo(401);
      assertThat(status(server, NEW_TOKEN)).isLessThan(300);
      assertThat(server.log()).contains("settings event=reloaded changed=\"--api-token-file\"");
      assertNoSecretIsLogged(server);
    }
  }

  @Test
  void a_new_key_reaches_the_provider_and_a_picture_that_is_being_made_goes_on()
      throws IOException {
    provider.hold("image");
    try (ServerProcess server = start()) {
      server.client().send("GET", PATH, "Authorization", "Bearer " + OLD_TOKEN);
      Waiting.until(() -> provider.calls("image") == 1);
      write("key", NEW_KEY + "\n");

      reload(server, "changed=\"OPENAI_API_KEY or --openai-api-key-file\"");

      provider.behave(Map.of("key", NEW_KEY));
      provider.release();
      make(server, TestServer.ADDRESS);
      assertThat(provider.calls("image")).isEqualTo(1);
      make(server, "0x" + "2".repeat(40));
      assertNoSecretIsLogged(server);
    }
  }

  @Test
  void what_cannot_be_read_changes_nothing_and_is_named_with_its_line() throws IOException {
    try (ServerProcess server = start()) {
      write("tokens", NEW_TOKEN + "\n");
      write(".env", env("TB_DALLE_QUEUE=many\nTB_DALLE_WORKERS\n"));
      reload(server, ".env:5: not KEY=VALUE");
      Waiting.until(() -> server.log().contains("TB_DALLE_QUEUE in .env:4: got \"many\""));
      assertThat(status(server, OLD_TOKEN)).isLessThan(300);
      assertThat(status(server, NEW_TOKEN)).isEqualTo(401);

      write(".env", env(""));
      for (String broken : new String[] {"", "two words\n", "\u00e4\n"}) {
        write("tokens", broken);
        reload(server, "TB_DALLE_API_TOKEN_FILE in .env:3: got \"tokens\"");
      }
      Files.delete(dataDir.resolve("tokens"));
      reload(server, "TB_DALLE_API_TOKEN_FILE in .env:3: got \"tokens\"");
      assertThat(status(server, OLD_TOKEN)).isLessThan(300);
      assertNoSecretIsLogged(server);
    }
  }

  @Test
  void tokens_are_never_switched_off_and_what_needs_a_restart_is_named() throws IOException {
    try (ServerProcess server = start()) {
      write(
          ".env",
          "TB_DALLE_WORKERS=7\nOPENAI_BASE_URL="
              + provider.baseUrl()
              + "\nTB_DALLE_OPENAI_API_KEY_FILE=key\n");

      reload(server, "event=restart_needed");

      assertThat(server.log()).contains("changed=\"--workers, --api-token-file\"");
      assertThat(status(server, "none")).isEqualTo(401);
      assertThat(status(server, OLD_TOKEN)).isLessThan(300);
    }
  }

  @Test
  void no_request_without_a_token_is_accepted_while_tokens_change() throws Exception {
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    try (ServerProcess server = start()) {
      Thread stranger =
          new Thread(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  seen.add(status(server, "stranger"));
                }
              });
      stranger.start();
      for (int i = 0; i < 10; i++) {
        write("tokens", (i % 2 == 0 ? NEW_TOKEN : OLD_TOKEN) + "\n");
        reload(server, "changed=\"--api-token-file\"");
      }
      stranger.interrupt();
      stranger.join();
    }
    assertThat(seen).containsExactly(401);
  }

  @Test
  void the_log_level_and_the_words_change() throws IOException {
    write("databases/nouns.csv", "version,noun\nv0.1.0,walrus\n");
    try (ServerProcess server = start()) {
      assertThat(words(server, "4").split("walrus")).hasSizeGreaterThan(2);
      write("databases/nouns.csv", "version,noun\nv0.1.0,heron\n");
      write(".env", env("TB_DALLE_LOG_LEVEL=error\n"));
      reload(server, "changed=\"--log-level, databases/nouns.csv\"");
      String now = words(server, "5");
      assertThat(now.split("heron")).hasSizeGreaterThan(2);
      assertThat(now).doesNotContain("walrus");

      String before = server.log();
      write("databases/nouns.csv", "");
      write(".env", env("TB_DALLE_LOG_LEVEL=info\n"));
      reload(server, "changed=\"--log-level\"");
      assertThat(words(server, "6")).contains("heron");
      assertThat(server.log().substring(before.length()))
          .contains("databases/nouns.csv", "instead=\"the one that was read before\"");
    }
  }

  /** The words of the database, and those that a new picture is made of. */
  private static String words(ServerProcess server, String digit) {
    String address = "0x" + digit.repeat(40);
    make(server, address);
    return server.get("/databases/nouns").text() + server.get("/images/simple/" + address).text();
  }

  @Test
  void the_server_survives_many_signals_and_signals_at_its_start() throws IOException {
    try (ServerProcess server = start()) {
      long pid = server.pid();
      IntStream.range(0, 30)
          .forEach(
              i -> {
                try {
                  new ProcessBuilder("kill", "-HUP", Long.toString(pid)).start().waitFor();
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      Waiting.until(() -> server.log().contains("event=reloaded changed=\"nothing\""));
      assertThat(server.isAlive()).isTrue();
      assertThat(server.terminate()).isZero();
      try (Stream<Path> files = Files.list(dataDir)) {
        assertThat(files.map(Path::getFileName).map(Path::toString)).contains(".env", "tokens");
      }
      assertThat(Files.readString(dataDir.resolve("tokens"), StandardCharsets.UTF_8))
          .isEqualTo(OLD_TOKEN + "\n");
    }
  }
}
