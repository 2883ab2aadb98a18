package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that an operator reads, of a healthy server. */
class OperationsTest {
  @TempDir Path dataDir;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(dataDir);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Nested
  class Health {
    @Test
    void names_every_component_with_what_was_found() {
      TestResponse response = server.get("/health");
      JsonNode data = response.json().path("data");

      assertThat(response.status()).isEqualTo(200);
      assertThat(data.path("status").asText()).isIn("healthy", "degraded");
      assertThat(data.path("version").asText()).isEqualTo(Version.text());
      assertThat(data.path("components").properties())
          .extracting(entry -> entry.getKey())
          .containsExactly("filesystem", "disk_space", "memory", "openai", "queue");
      for (JsonNode component : data.path("components")) {
        assertThat(component.properties())
            .extracting(entry -> entry.getKey())
            .containsExactly("name", "status", "message", "durationMs", "lastChecked", "details");
        assertThat(component.path("message").asText()).isNotBlank();
      }
      assertThat(data.at("/components/openai/details/state").asText()).isEqualTo("DISABLED");
      assertThat(data.path("system").path("processors").asInt()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"liveness,alive", "readiness,ready"})
    void answers_probes(String check, String status) {
      TestResponse response = server.get("/health?check=" + check);

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.json().at("/data/status").asText()).isEqualTo(status);
    }

    @Test
    void knows_no_other_probe() {
      TestResponse response = server.get("/health?check=weather");

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.errorCode()).isEqualTo("INVALID_REQUEST");
    }
  }

  @Nested
  class Metrics {
    @Test
    void are_prometheus_text_by_default() {
      TestResponse response = server.get("/metrics");

      assertThat(response.header("Content-Type")).startsWith("text/plain").contains("0.0.4");
      assertThat(response.header("Cache-Control")).isEqualTo("no-store");
      assertThat(response.text())
          .contains("# TYPE dalleserver_up gauge")
          .doesNotContain("_created");
    }

    @Test
    void are_open_metrics_for_those_who_accept_it() {
      TestResponse response =
          server.get("/metrics", "Accept", "application/openmetrics-text; version=1.0.0");

      assertThat(response.header("Content-Type")).startsWith("application/openmetrics-text");
      assertThat(response.text()).endsWith("# EOF\n");
    }

    @Test
    void are_json_when_asked_for_with_quantiles_of_the_phases() {
      server.make("simple");
      // A run is shown as done a moment before it is counted.
      Waiting.untilAsserted(
          () -> assertThat(figures().path("generationRuns").asInt()).isEqualTo(1));

      JsonNode data = figures();

      JsonNode waiting = data.at("/phases/image_wait");
      assertThat(waiting.path("count").asInt()).isEqualTo(1);
      long only = waiting.at("/samples/0/durationNs").asLong();
      assertThat(only).isPositive();
      assertThat(waiting.at("/recent/p50Ns").asLong()).isEqualTo(only);
      assertThat(waiting.at("/recent/p95Ns").asLong()).isEqualTo(only);
      assertThat(waiting.at("/recent/p99Ns").asLong()).isEqualTo(only);
      assertThat(waiting.at("/byProvider/fake/count").asInt()).isEqualTo(1);
      assertThat(data.path("metrics"))
          .anySatisfy(
              family -> {
                assertThat(family.path("name").asText()).isEqualTo("dalleserver_up");
                assertThat(family.at("/values/0/value").asDouble()).isEqualTo(1);
              });
    }

    private JsonNode figures() {
      return server.get("/metrics?format=json").json().path("data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/errors"})
    void know_no_other_format(String path) {
      assertThat(server.get(path + "?format=xml").status()).isEqualTo(400);
    }
  }

  @Nested
  class Errors {
    @Test
    void are_listed_newest_first_with_request_and_code() {
      server.get("/nothing", "X-Request-ID", "first");
      server.get("/dalle/simple/0xZZ", "X-Request-ID", "second");

      Waiting.untilAsserted(
          () -> {
            JsonNode data = server.get("/errors?format=json").json().path("data");
            assertThat(data.at("/last/0/requestId").asText()).isEqualTo("second");
            assertThat(data.at("/last/0/code").asText()).isEqualTo("INVALID_ADDRESS");
            assertThat(data.at("/last/0/endpoint").asText()).isEqualTo("/dalle/{series}/{address}");
            assertThat(data.at("/last/0/status").asInt()).isEqualTo(400);
            assertThat(data.at("/last/0/time").asText()).isNotBlank();
            assertThat(data.at("/last/1/requestId").asText()).isEqualTo("first");
            assertThat(data.path("counts")).hasSize(2);
          });
    }

    @Test
    void keep_the_last_hundred_and_count_all() {
      for (int i = 0; i < 130; i++) {
        server.get("/nothing/" + i, "X-Request-ID", "id-" + i);
      }
      Waiting.untilAsserted(
          () -> {
            JsonNode data = server.get("/errors?format=json").json().path("data");
            assertThat(data.path("last")).hasSize(100);
            assertThat(data.at("/last/0/requestId").asText()).isEqualTo("id-129");
            assertThat(data.at("/counts/0/count").asInt()).isEqualTo(130);
          });
    }

    @Test
    void of_runs_are_there_too() {
      server.painter().fail(FailureCode.OPENAI_TIMEOUT, "too slow <script>");
      server.make("simple");

      // A run is shown as failed a moment before it is listed.
      Waiting.untilAsserted(
          () -> {
            JsonNode last = server.get("/errors?format=json").json().at("/data/last/0");
            assertThat(last.path("code").asText()).isEqualTo("OPENAI_TIMEOUT");
            assertThat(last.path("message").asText()).isEqualTo("too slow <script>");
          });
      assertThat(server.get("/errors").text())
          .contains("too slow &lt;script&gt;")
          .doesNotContain("<script>too")
          .doesNotContain("slow <script>");
    }
  }

  @Nested
  class Pages {
    @ParameterizedTest
    @ValueSource(strings = {"/errors", "/stats"})
    void run_nothing_that_is_written_into_them(String path) {
      TestResponse page = server.get(path);

      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("Content-Type"))
          .isEqualToIgnoringWhitespace("text/html;charset=utf-8");
      assertThat(page.header("Content-Security-Policy"))
          .contains("default-src 'none'")
          .contains("script-src 'self'")
          .doesNotContain("unsafe");
      assertThat(page.text())
          .doesNotContain("{{")
          .doesNotContainPattern("<script>")
          .doesNotContainPattern(" style=| on[a-z]+=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/errors", "/stats"})
    void name_only_files_that_are_there_and_may_be_kept(String path) {
      Matcher named =
          Pattern.compile("(?:src|href)=\"(/static/[^\"]+)\"").matcher(server.get(path).text());
      List<String> files = named.results().map(result -> result.group(1)).toList();

      assertThat(files).isNotEmpty();
      for (String file : files) {
        TestResponse response = server.get(file);
        assertThat(response.status()).as(file).isEqualTo(200);
        assertThat(response.header("Cache-Control")).contains("immutable");
        assertThat(response.header("Content-Type"))
            .matches("text/(css|javascript); charset=utf-8|image/svg\\+xml");
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/static/000000000000/base.css",
          "/static/HASH/none.css",
          "/static/HASH/stats.html",
          "/static/HASH/..%2fversion.properties",
          "/static/HASH"
        })
    void have_no_other_files(String path) {
      Matcher prefix = Pattern.compile("/static/([0-9a-f]+)/").matcher(server.get("/stats").text());
      assertThat(prefix.find()).isTrue();

      assertThat(server.get(path.replace("HASH", prefix.group(1))).status()).isIn(400, 404);
    }
  }
}
