package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.TestServer;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.SharedState;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.fixtures.TurnLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of the OpenAI protocol from npm, unchanged: the tests of {@code src/test/sdk}, in one
 * process of Node. Skipped where Node or the clients are missing; {@code ./run.sh test} installs
 * them where it may.
 */
@Timeout(180)
class OpenAiClientsTest {
  private static final Path TESTS = Path.of("src", "test", "sdk");
  private static final List<String> CLIENTS = List.of("openai", "ai", "@langchain/openai");

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    Collections.reverse(open);
    for (AutoCloseable part : open) {
      part.close();
    }
  }

  /** Where the servers of a test are. */
  private enum Place {
    ALONE,
    CLUSTER
  }

  private String url(Place place, String name, UnaryOperator<TestServer.Builder> kind)
      throws IOException {
    if (place == Place.ALONE) {
      return "http://127.0.0.1:" + start(name, kind).port();
    }
    SharedState shared = SharedState.create();
    open.add(shared);
    List<Integer> ports = new ArrayList<>();
    for (String node : List.of(name + "-1", name + "-2")) {
      ports.add(start(node, it -> kind.apply(it).with(shared.flags(node))).port());
    }
    TurnLink link = new TurnLink(ports);
    open.add(link);
    return "http://127.0.0.1:" + link.port();
  }

  private TestServer start(String name, UnaryOperator<TestServer.Builder> kind) {
    TestServer server = kind.apply(TestServer.in(folder.resolve(name))).start();
    open.add(server);
    return server;
  }

  private String providedUrl(Place place, String name, Map<String, String> behaviour)
      throws IOException {
    FakeProvider provider = new FakeProvider(0, behaviour);
    open.add(provider);
    return url(place, name, it -> it.remote(provider.baseUrl()));
  }

  @Test
  void clients_from_npm_run_their_usual_calls() throws Exception {
    runTheirCalls(Place.ALONE);
  }

  @Test
  @Tag("long")
  void they_run_unchanged_where_each_connection_leads_to_the_next_of_two_servers()
      throws Exception {
    runTheirCalls(Place.CLUSTER);
  }

  private void runTheirCalls(Place place) throws Exception {
    new Tool("node").need();
    boolean installed =
        CLIENTS.stream()
            .allMatch(name -> Files.isDirectory(TESTS.resolve("node_modules").resolve(name)));
    if (!installed) {
      System.out.println("SKIPPED: the modules of src/test/sdk are not installed");
    }
    assumeTrue(installed, "the modules of src/test/sdk are not installed");
    Path output = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder("node", "--test", "--test-reporter=spec", "door.test.js")
            .directory(TESTS.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .put("BASE_URL", url(place, "offline", it -> it.offline().with("--generation-slots", "2")));
    builder
        .environment()
        .put("PROVIDED_URL", providedUrl(place, "provided", Map.of("body", "usage")));
    builder
        .environment()
        .put(
            "REFUSING_URL",
            providedUrl(place, "refusing", Map.of("status", "400", "code", "moderation_blocked")));
    Process node = builder.start();
    try {
      assertThat(node.waitFor(150, TimeUnit.SECONDS)).isTrue();
    } finally {
      node.descendants().forEach(ProcessHandle::destroyForcibly);
      node.destroyForcibly();
    }
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(node.exitValue()).as(said).isZero();
    assertThat(said).contains("skipped 0");
  }
}
