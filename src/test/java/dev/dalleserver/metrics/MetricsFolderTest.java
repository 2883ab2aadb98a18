package dev.dalleserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.Scrape;
import dev.dalleserver.fixtures.SharedState;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.jobs.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files in the folder {@code metrics} match the metrics of a real server. */
class MetricsFolderTest {
  private static final Path FOLDER = Path.of("metrics");
  private static final Pattern NAME = Pattern.compile("\\b(dalleserver|jvm|process)_[a-z_]+");
  private static final Tool PROMTOOL = new Tool("promtool");

  @TempDir Path dataDir;

  /** The metrics of a server in which everything has happened once. */
  private Scrape busy() {
    try (TestServer server = TestServer.start(dataDir)) {
      server.make("simple");
      server.painter().fail(FailureCode.OPENAI_ERROR, "no");
      server.client().pollUntilDone("/dalle/simple/0x" + "1".repeat(40) + "?generate=1");
      server.get("/nothing");
      server.get("/series");
      return Scrape.of(server);
    }
  }

  /** The metrics of one of the servers of a cluster. */
  private Scrape node() {
    try (SharedState shared = SharedState.create();
        TestServer node = TestServer.in(dataDir).with(shared.flags("node")).start()) {
      node.make("simple");
      shared.bucketLink().cut();
      node.get("/files/simple/annotated/" + TestServer.ADDRESS + ".png");
      node.get("/health");
      return Scrape.of(node);
    }
  }

  /**
   * The names of all metrics, also of those that only a provider's answers or a cluster's server
   * bring.
   */
  private Set<String> known() {
    Set<String> names = new TreeSet<>(busy().names());
    names.addAll(node().names());
    ServerMetrics paid = new ServerMetrics("9.9", System::nanoTime);
    paid.usage().add("simple", ServerMetricsTest.expense("gpt-image-2", "0.04"));
    Exposition exposition = paid.exposition();
    byte[] text = exposition.text(exposition.contentType(null));
    names.addAll(new Scrape(new String(text, StandardCharsets.UTF_8)).names());
    return names;
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    NAME.matcher(text).results().forEach(found -> names.add(found.group()));
    return names;
  }

  @Nested
  class The_dashboard {
    private final Path file = FOLDER.resolve("grafana-dashboard.json");

    private JsonNode panels() throws IOException {
      return new ObjectMapper().readTree(Files.readString(file)).path("panels");
    }

    @Test
    void asks_in_every_panel_for_metrics_that_exist() throws IOException {
      Set<String> known = known();

      for (JsonNode panel : panels()) {
        for (JsonNode target : panel.path("targets")) {
          Set<String> asked = names(target.path("expr").asText());
          assertThat(asked).as(panel.path("title").asText()).isNotEmpty();
          assertThat(known).as(panel.path("title").asText()).containsAll(asked);
        }
      }
    }

    @Test
    void shows_every_metric_of_ours() throws IOException {
      String asked = panels().toString();

      assertThat(known())
          .filteredOn(name -> name.startsWith("dalleserver_"))
          .filteredOn(name -> !name.matches(".*_(sum|count)"))
          .allSatisfy(name -> assertThat(asked).contains(name));
    }

    @Test
    void has_a_query_in_every_panel_and_no_two_of_the_same_id() throws IOException {
      Set<Integer> ids = new TreeSet<>();
      for (JsonNode panel : panels()) {
        assertThat(ids.add(panel.path("id").asInt())).isTrue();
        boolean row = panel.path("type").asText().equals("row");
        assertThat(panel.path("targets").isEmpty()).isEqualTo(row);
      }
    }
  }

  @Nested
  class The_alerts {
    @Test
    void ask_for_metrics_that_exist() throws IOException {
      assertThat(known()).containsAll(names(Files.readString(FOLDER.resolve("alerts.yml"))));
    }

    @Test
    void are_sound_and_each_fires() throws IOException {
      PROMTOOL.need();
      String rules = FOLDER.resolve("alerts.yml").toString();
      String tests = FOLDER.resolve("alerts_test.yml").toString();

      Tool.Outcome checked = PROMTOOL.run("", "check", "rules", rules);
      Tool.Outcome fired = PROMTOOL.run("", "test", "rules", tests);

      assertThat(checked.exitCode()).as(checked.output()).isZero();
      assertThat(fired.exitCode()).as(fired.output()).isZero();
      for (String alert : alerts(rules)) {
        assertThat(Files.readString(Path.of(tests))).contains("alertname: " + alert);
      }
    }

    private static Set<String> alerts(String rules) throws IOException {
      Set<String> alerts = new TreeSet<>();
      try (Stream<String> lines = Files.lines(Path.of(rules))) {
        lines
            .filter(line -> line.contains("- alert: "))
            .forEach(line -> alerts.add(line.replaceAll(".*alert: ", "")));
      }
      assertThat(alerts).isNotEmpty();
      return alerts;
    }
  }

  @Test
  void the_scrape_configuration_is_sound() {
    PROMTOOL.need();

    Tool.Outcome checked =
        PROMTOOL.run("", "check", "config", FOLDER.resolve("prometheus.yml").toString());

    assertThat(checked.exitCode()).as(checked.output()).isZero();
  }

  @Test
  void promtool_says_nothing_about_our_names() {
    PROMTOOL.need();

    Tool.Outcome checked = PROMTOOL.run(busy().text(), "check", "metrics");

    assertThat(checked.output()).doesNotContain("dalleserver_").doesNotContain("error while");
  }
}
