package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.comfyui.Graphs;
import dev.dalleserver.docs.HandedBlocks;
import dev.dalleserver.fakegpu.FakeCard.State;
import dev.dalleserver.fakegpu.FakeGpuServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Servers on a graphics card of one's own, as clients of this server see them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GpuProviderFactoryTest {
  private static final String BATCH =
      "{\"prompt\": \"an otter\", \"width\": 96, \"height\": 64, \"steps\": %d, \"seed\": 7}";
  private static final String PICTURE = "/dalle/simple/0xf503017d7baf7fbc0fff7492b751025c6a78179b";

  @TempDir Path dataDir;

  private enum Kind {
    A1111(FakeGpuServer::a1111),
    COMFYUI(FakeGpuServer::comfyUi),
    SDCPP(FakeGpuServer::sdCpp);

    private final Supplier<FakeGpuServer> fake;

    Kind(Supplier<FakeGpuServer> fake) {
      this.fake = fake;
    }

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private TestServer server(Kind kind, FakeGpuServer fake) throws Exception {
    Path graph = Files.writeString(dataDir.resolve("graph.json"), Graphs.whole());
    return TestServer.in(dataDir)
        .environment(
            Map.of(
                "TB_DALLE_IMAGE_PROVIDER",
                kind.id(),
                "TB_DALLE_" + kind + "_BASE_URL",
                fake.baseUrl(),
                "TB_DALLE_COMFYUI_GRAPH_FILE",
                graph.toString()))
        .with("--daily-image-limit", "1")
        .start();
  }

  private static String begin(TestServer server, int steps) {
    TestResponse created =
        server.sendJson("POST", "/v1/images/generations", BATCH.formatted(steps));
    assertThat(created.status()).isEqualTo(201);
    return "/v1/images/generations/" + created.json().path("id").asText();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "SDCPP")
  void real_steps_reach_the_client_and_its_delete_ends_the_work(Kind kind) throws Exception {
    try (FakeGpuServer fake = kind.fake.get();
        TestServer server = server(kind, fake)) {
      fake.behave(Map.of("step", "50ms"));
      String batch = begin(server, 150);
      AtomicReference<JsonNode> progress = new AtomicReference<>();
      Waiting.until(
          () -> {
            progress.set(server.get(batch).json().path("progress"));
            return progress.get().path("currentStep").asInt() > 2;
          });
      assertThat(progress.get().path("totalSteps").asInt()).isEqualTo(150);
      assertThat(progress.get().path("stage").asText()).isEqualTo("diffusion");
      assertThat(progress.get().path("percentage").asDouble()).isBetween(0.5, 50.0);
      assertThat(server.send("DELETE", batch).status()).isEqualTo(200);
      Waiting.until(() -> fake.card().tasks().get(0).state() == State.STOPPED);
      assertThat(server.get(batch).json().path("status").asText()).isEqualTo("cancelled");
    }
  }

  @ParameterizedTest
  @EnumSource
  void pictures_are_made_with_no_limit_of_the_day_and_say_where(Kind kind) throws Exception {
    try (FakeGpuServer fake = kind.fake.get();
        TestServer server = server(kind, fake)) {
      String batch = begin(server, 3);
      Waiting.until(() -> server.get(batch).json().path("status").asText().equals("complete"));
      JsonNode image = server.get(batch).json().path("result").path("images").path(0);
      assertThat(image.path("width").asInt()).isEqualTo(96);
      assertThat(image.path("height").asInt()).isEqualTo(64);
      assertThat(image.path("seed").asLong()).isEqualTo(7);

      JsonNode done = server.client().pollUntilDone(PICTURE + "?generate=1").json();
      assertThat(done.path("error").asText()).isEmpty();
      assertThat(done.path("provider").asText()).isEqualTo(kind.id());
      JsonNode dress = done.path("dalleDress");
      assertThat(dress.path("provider").asText()).isEqualTo(kind.id());
      assertThat(dress.path("model").asText()).isNotEmpty();
      assertThat(dress.path("imageUrl").asText()).isEmpty();
      assertThat(server.get(PICTURE).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_page_says_how_to_start(Kind kind) throws Exception {
    List<String> blocks = HandedBlocks.of(Path.of("docs/providers.md"), getClass());
    String graph = blocks.stream().filter(it -> it.startsWith("{")).findFirst().orElseThrow();
    Files.writeString(dataDir.resolve("graph.json"), graph);
    try (FakeGpuServer fake = kind.fake.get();
        TestServer server =
            TestServer.in(dataDir)
                .environment(Map.of("TB_DALLE_WORKERS", "2"))
                .with(flags(blocks, kind, fake))
                .start()) {
      String batch = begin(server, 2);
      Waiting.until(() -> server.get(batch).json().path("status").asText().equals("complete"));
      assertThat(fake.card().tasks()).hasSize(1);
    }
  }

  @Test
  void the_operator_chooses_the_size_of_pictures_of_addresses() throws Exception {
    try (FakeGpuServer fake = FakeGpuServer.sdCpp();
        TestServer server =
            TestServer.in(dataDir)
                .environment(Map.of("TB_DALLE_IMAGE_SIZE", "512x768"))
                .with("--image-provider", "sdcpp", "--sdcpp-base-url", fake.baseUrl())
                .start()) {
      JsonNode done = server.client().pollUntilDone(PICTURE + "?generate=1").json();
      assertThat(done.path("error").asText()).isEmpty();
      assertThat(fake.bodies().get(0)).contains("\"width\":512,\"height\":768");
    }
  }

  private static String[] flags(List<String> blocks, Kind kind, FakeGpuServer fake) {
    String command =
        blocks.stream()
            .filter(it -> it.startsWith("./run.sh --image-provider " + kind.id() + " "))
            .findFirst()
            .orElseThrow();
    return command
        .strip()
        .replaceFirst("^./run.sh ", "")
        .replaceFirst("http://127\\.0\\.0\\.1:\\d+", fake.baseUrl())
        .split(" ");
  }

  /** The page lists the faults that the stand-in has. */
  @Test
  void the_page_has_the_stand_ins_catalogue() throws Exception {
    String page = Files.readString(Path.of("docs/providers.md"));
    String table =
        page.substring(page.indexOf("| fault |"))
            .lines()
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .collect(Collectors.joining("\n"));
    List<String> named =
        Pattern.compile("(?m)^\\| (`[^|]+`) \\|")
            .matcher(table)
            .results()
            .flatMap(row -> Stream.of(row.group(1).replace("`", "").split(", ")))
            .toList();
    assertThat(named).containsExactlyInAnyOrderElementsOf(FakeGpuServer.faults());
  }

  @Test
  void the_stop_of_the_server_ends_the_work_on_the_card() throws Exception {
    try (FakeGpuServer fake = FakeGpuServer.comfyUi()) {
      fake.behave(Map.of("step", "50ms"));
      try (TestServer server = server(Kind.COMFYUI, fake)) {
        begin(server, 150);
        Waiting.until(() -> fake.card().tasks().stream().anyMatch(task -> task.step() > 0));
      }
      Waiting.until(() -> fake.card().tasks().get(0).state() == State.STOPPED);
      assertThat(fake.card().tasks().get(0).step()).isLessThan(150);
    }
  }
}
