package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.docs.ClientExample;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.trial.ClusterTrial;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The clients of the pages, and people in the gallery, at the address that {@code ./run.sh cluster}
 * prints: each request goes to the next of three servers.
 */
@Tag("long")
@Timeout(900)
class ClusterClientsTest {
  /** What the polling contract of the Go original says, in a shell. */
  private static final String POLLING_LOOP =
      """
      while :; do
        state=$(curl -s "$1?generate=1") || exit 1
        printf '%s' "$state" | jq -e '.percent, .currentPhase, .done' >seen || [ $? = 1 ] || exit 2
        [ "$(printf '%s' "$state" | jq .done)" = true ] && break
        sleep 1
      done
      [ "$(printf '%s' "$state" | jq -r .error)" = '' ] || exit 3
      curl -s --fail "$1" | head -c 4 | tail -c 3
      """;

  private static final long PATIENCE_SECONDS = 120;

  @TempDir private static Path folder;
  private static Process trial;
  private static FakeProvider provider;
  private static URI address;

  @BeforeAll
  static void start() throws Exception {
    new Tool("nginx").need();
    provider = new FakeProvider(0, Map.of("latency", "1300ms"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ClusterTrial.class.getName(), "--workers=1"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OPENAI_API_KEY", "sk-test-0123456789-last");
    builder.environment().put("OPENAI_BASE_URL", provider.baseUrl());
    trial = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(trial.getInputStream(), StandardCharsets.UTF_8));
    String first = String.valueOf(out.readLine());
    assertThat(first).contains(" leads to ");
    address = URI.create(first.substring(0, first.indexOf(' ')));
  }

  @AfterAll
  static void stop() throws Exception {
    if (trial != null) {
      trial.destroy();
      assertThat(trial.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      provider.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_programs_of_the_pages_get_their_picture(ClientExample example) throws Exception {
    Path place = Files.createDirectory(folder.resolve(example.name()));
    String picture = String.format("0x%040x", 0xabc0 + example.ordinal());
    ClientExample.Run run = example.start(place, address.getPort(), "simple", picture);
    assertThat(run.exitCode()).as(run.said()).isZero();
    if (example.saves()) {
      assertThat(place.resolve(ClientExample.PICTURE)).isNotEmptyFile();
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_programs_of_the_pages_say_that_an_address_is_none(ClientExample example)
      throws Exception {
    Path place = Files.createDirectory(folder.resolve(example.name() + "-wrong"));
    ClientExample.Run run = example.start(place, address.getPort(), "simple", "0x12");
    assertThat(run.exitCode()).as(run.said()).isNotZero();
    assertThat(run.said()).contains("address").doesNotContain("Traceback");
  }

  @Test
  void the_polling_loop_of_the_original_ends_with_the_picture() throws IOException {
    new Tool("jq").need();
    Path script = Files.writeString(folder.resolve("loop.sh"), POLLING_LOOP);
    Tool.Outcome outcome =
        new Tool("sh")
            .run(
                "",
                "-c",
                "cd '"
                    + folder
                    + "' && sh '"
                    + script
                    + "' "
                    + address
                    + "/dalle/simple/0x00000000000000000000000000000000000fab1e");
    assertThat(outcome.output()).isEqualTo("PNG");
    assertThat(Files.readString(folder.resolve("seen"))).contains("100", "completed", "true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"maker.test.js", "viewer.test.js", "wall.test.js"})
  void people_get_on_with_the_gallery(String file) throws Exception {
    String missing = GalleryInBrowser.missingTools();
    assumeTrue(missing.isEmpty(), missing);
    Map<String, String> servers =
        Map.of("BASE_URL", address.toString(), "SLOW_URL", address.toString());
    GalleryInBrowser.Said said = GalleryInBrowser.play(file, folder, servers);
    System.out.println(said.text());
    assertThat(said.exitCode()).as(said.text()).isZero();
  }

  @Test
  void health_shows_all_three_wherever_it_is_asked() {
    TestClient client = new TestClient(address);
    for (int i = 0; i < 3; i++) {
      assertThat(client.send("GET", "/health").text()).contains("node-1", "node-2", "node-3");
    }
  }
}
