package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {
  @TempDir Path folder;
  Loading start;

  @BeforeEach
  void set_up() {
    start = new Loading(folder);
  }

  @Nested
  class WhenNothingIsGiven {
    @Test
    void the_contracts_defaults_hold() {
      Settings settings = start.settings();

      assertThat(settings.dataDir()).isEqualTo(folder);
      assertThat(settings.logLevel()).isEqualTo(LogLevel.INFO);
      assertThat(settings.web())
          .isEqualTo(
              new WebSettings(
                  "127.0.0.1",
                  8080,
                  List.of(),
                  false,
                  List.of(),
                  List.of(),
                  false,
                  List.of(),
                  WebSettings.External.NONE));
      assertThat(settings.runs())
          .isEqualTo(
              new RunSettings(
                  Duration.ofMinutes(5),
                  4,
                  1000,
                  Duration.ofSeconds(3),
                  Duration.ofMinutes(5),
                  ImageProviderChoice.AUTO,
                  false,
                  true,
                  false,
                  0,
                  2));
      assertThat(settings.batches())
          .isEqualTo(new BatchSettings(1, Duration.ofSeconds(300), Duration.ofSeconds(60)));
      assertThat(settings.openAi().apiKey()).isEmpty();
      assertThat(settings.openAi().baseUrl()).isEqualTo(URI.create("https://api.openai.com/v1"));
      assertThat(settings.openAi().enhanceTimeout()).isEqualTo(Duration.ofSeconds(60));
      assertThat(settings.openAi().imageTimeout()).isEqualTo(Duration.ofMinutes(5));
      assertThat(settings.webhook()).isEmpty();
      assertThat(start.warnings()).isEmpty();
    }

    @Test
    void the_built_in_painter_paints() {
      assertThat(start.settings().effectiveImageProvider()).isEqualTo(ImageProviderChoice.OFFLINE);
    }

    @Test
    void nothing_is_written() {
      start.settings("--data-dir", "not-there-yet");

      assertThat(folder).isEmptyDirectory();
    }
  }

  @Nested
  class Precedence {
    @Test
    void a_flag_beats_the_environment_which_beats_dot_env_here_which_beats_the_data_directorys() {
      start
          .file(
              ".env",
              "TB_DALLE_DATA_DIR=data\nTB_DALLE_PORT=3\nTB_DALLE_QUEUE=3\nTB_DALLE_WORKERS=3")
          .file(
              "data/.env",
              "TB_DALLE_PORT=4\nTB_DALLE_QUEUE=4\nTB_DALLE_WORKERS=4\nTB_DALLE_LOG_LEVEL=warn")
          .with("TB_DALLE_PORT", "2")
          .with("TB_DALLE_QUEUE", "2");

      Settings settings = start.settings("--port", "1");

      assertThat(settings.web().port()).isEqualTo(1);
      assertThat(settings.runs().queue()).isEqualTo(2);
      assertThat(settings.runs().workers()).isEqualTo(3);
      assertThat(settings.logLevel()).isEqualTo(LogLevel.WARN);
      assertThat(settings.dataDir()).isEqualTo(folder.resolve("data"));
    }

    @Test
    void the_prefixed_form_of_a_well_known_variable_works_and_wins() {
      start
          .with("OPENAI_BASE_URL", "https://one.example/v1")
          .with("TB_DALLE_OPENAI_BASE_URL", "https://two.example/v1/")
          .with("IMAGE_RESULT_TTL_MS", "1500");

      Settings settings = start.settings();

      assertThat(settings.openAi().baseUrl()).isEqualTo(URI.create("https://two.example/v1"));
      assertThat(settings.batches().resultTtl()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void an_empty_variable_hides_dot_env_and_leaves_the_default() {
      start
          .file(".env", "OPENAI_API_KEY=sk-here\nTB_DALLE_PORT=9")
          .with("OPENAI_API_KEY", "")
          .with("TB_DALLE_PORT", "");

      assertThat(start.settings().openAi().apiKey()).isEmpty();
      assertThat(start.settings().web().port()).isEqualTo(8080);
    }

    @Test
    void one_dot_env_is_read_once_when_the_data_directory_is_the_working_directory() {
      start.file(".env", "TB_DALLE_PORT nonsense");

      assertThat(start.problems("--data-dir", "./sub/..")).hasSize(1);
    }

    @Test
    void a_dot_env_in_the_data_directory_cannot_move_it() {
      start.file("data/.env", "TB_DALLE_DATA_DIR=elsewhere");

      assertThat(start.settings("--data-dir=data").dataDir()).isEqualTo(folder.resolve("data"));
      assertThat(start.warnings("--data-dir=data")).singleElement().asString().contains("ignored");
    }
  }

  @Nested
  class Flags {
    @Test
    void take_their_value_behind_an_equals_sign_or_as_the_next_word() {
      Settings settings =
          start.settings("--port=0", "--lock-ttl", "90s", "--image-provider=offline");

      assertThat(settings.web().port()).isZero();
      assertThat(settings.runs().lockTtl()).isEqualTo(Duration.ofSeconds(90));
      assertThat(settings.runs().imageProvider()).isEqualTo(ImageProviderChoice.OFFLINE);
    }

    @Test
    void switches_stand_alone_or_say_what_they_mean() {
      start.with("TB_DALLE_ARCHIVE_RUNS", "true");

      Settings settings =
          start.settings("--skip-image", "--no-enhance=true", "--archive-runs=false");

      assertThat(settings.runs().skipImage()).isTrue();
      assertThat(settings.runs().enhance()).isFalse();
      assertThat(settings.runs().archiveRuns()).isFalse();
    }

    @Test
    void help_and_version_win_over_everything_else() {
      assertThat(start.outcome("--nonsense", "--help")).isEqualTo(new LoadOutcome.HelpRequested());
      assertThat(start.outcome("-h")).isEqualTo(new LoadOutcome.HelpRequested());
      assertThat(start.outcome("--version", "--port=x"))
          .isEqualTo(new LoadOutcome.VersionRequested());
    }

    @Test
    void an_unknown_one_is_refused_with_what_was_probably_meant() {
      assertThat(start.problems("--prot", "80"))
          .containsExactly("\"--prot\": no such flag; did you mean --port?");
      assertThat(start.problems("--lock-tl=5m"))
          .containsExactly("\"--lock-tl\": no such flag; did you mean --lock-ttl?");
      assertThat(start.problems("-prot", "80"))
          .containsExactly("\"-prot\": no such flag; did you mean --port?");
    }

    @Test
    void without_their_value_are_refused() {
      assertThat(start.problems("--host", "--port=1"))
          .singleElement()
          .asString()
          .startsWith("--host: no value given; accepted: ");
      assertThat(start.problems("--host")).hasSize(1);
      assertThat(start.problems("--host=")).hasSize(1);
    }

    @Test
    void given_twice_are_refused() {
      assertThat(start.problems("--port=1", "--port=2"))
          .containsExactly("--port: given more than once; accepted: once");
    }

    @Test
    void stray_words_are_refused() {
      assertThat(start.problems("serve")).singleElement().asString().contains("\"serve\"");
    }
  }

  @Nested
  class WhenSomethingIsWrong {
    @Test
    void every_problem_is_reported_at_once_with_its_place_and_what_is_accepted() {
      start
          .file(".env", "TB_DALLE_WORKERS=0\nTB_DALLE_HOST what is this")
          .with("TB_DALLE_LOCK_TTL", "soon");

      assertThat(start.problems("--port", "99999", "--host", "0.0.0.0:80", "--frobnicate"))
          .containsExactlyInAnyOrder(
              "\"--frobnicate\": no such flag; accepted: what --help lists",
              ".env:2: not KEY=VALUE; accepted: KEY=VALUE or a # comment",
              "--host: got \"0.0.0.0:80\"; accepted: a host name or IP address, without port",
              "--port: got \"99999\"; accepted: a whole number from 0 to 65535",
              "TB_DALLE_LOCK_TTL: got \"soon\"; accepted: a duration such as 500ms, 30s, 5m, 1m30s"
                  + " or 1.5h, from 100ms to 24h",
              "TB_DALLE_WORKERS in .env:1: got \"0\"; accepted: a whole number from 1 to 256");
    }

    @Test
    void a_problem_stays_one_line_whatever_was_given() {
      start.with("TB_DALLE_PORT", "8\n0\u001b[31m\u2028x".repeat(40));

      assertThat(start.problems())
          .singleElement()
          .asString()
          .doesNotContain("\n", "\u001b", "\u2028")
          .hasSizeLessThan(200);
    }

    @ParameterizedTest
    @CsvSource({
      "--port, -1",
      "--port, 65536",
      "--port, ٣",
      "--workers, 0",
      "--queue, 0",
      "--queue, 99999999999999",
      "--generation-slots, 1.5",
      "--daily-image-limit, -1",
      "--lock-ttl, 5",
      "--lock-ttl, 0s",
      "--lock-ttl, -5m",
      "--lock-ttl, 99999999999h",
      "--failure-hold, 3 s",
      "--image-provider, dalle",
      "--log-level, loud",
      "--skip-image=maybe,",
      "--image-model, a b",
      "--openai-base-url, ftp://example.org",
      "--openai-base-url, example.org/v1",
      "--openai-base-url, https://user:pw@example.org",
      "--openai-base-url, https://example.org/?key=1",
      "--openai-base-url, http://example.org:99999",
      "--webhook-url, /hook",
      "--cors-origin, https://example.org/path",
      "--cors-origin, example.org",
      "--data-dir=~/pictures,",
      "--host, a b",
      "--host, http://x",
      "--host, ::zz",
      "--openai-api-key-file, not-there",
      "--api-token-file, .",
      "--webhook-secret-file, not-there",
      "--image-result-ttl-ms, 5m",
    })
    void a_value_out_of_bounds_is_one_problem(String flag, String value) {
      String[] args = value == null ? new String[] {flag} : new String[] {flag, value};

      assertThat(start.problems(args)).singleElement().asString().contains("accepted: ");
    }
  }

  @Nested
  class TheRemoteProvider {
    @Test
    void needs_a_key_at_the_public_address() {
      assertThat(start.problems("--image-provider=openai"))
          .singleElement()
          .asString()
          .startsWith("--image-provider: got \"openai\" without a key");
    }

    @Test
    void may_do_without_at_a_compatible_server() {
      Settings settings =
          start.settings("--image-provider=openai", "--openai-base-url=http://127.0.0.1:9/v1");

      assertThat(settings.effectiveImageProvider()).isEqualTo(ImageProviderChoice.OPENAI);
    }

    @Test
    void is_not_asked_when_the_operator_wants_the_painter() {
      start.with("OPENAI_API_KEY", "sk-abc");

      assertThat(start.settings("--image-provider=offline").effectiveImageProvider())
          .isEqualTo(ImageProviderChoice.OFFLINE);
    }
  }

  @Nested
  class Warnings {
    @Test
    void name_variables_with_our_prefix_that_nothing_reads() {
      start
          .with("TB_DALLE_PROT", "1")
          .with("TB_DALLE_LOCKTTL", "hidden")
          .with("PATH", "/bin")
          .file(".env", "OPENAI_API_KE=hidden\nUNRELATED=1\nTB_DALLE_COLOUR=red\ntb_dalle_port=5");

      assertThat(start.warnings())
          .containsExactly(
              "TB_DALLE_LOCKTTL: ignored, no such setting; did you mean TB_DALLE_LOCK_TTL?",
              "TB_DALLE_PROT: ignored, no such setting; did you mean TB_DALLE_PORT?",
              "OPENAI_API_KE in .env:1: ignored; did you mean OPENAI_API_KEY?",
              "TB_DALLE_COLOUR in .env:3: ignored, no such setting; see --help",
              "tb_dalle_port in .env:4: ignored; did you mean TB_DALLE_PORT?");
    }

    @Test
    void tell_of_a_key_that_travels_unencrypted() {
      start.with("OPENAI_API_KEY", "sk-abc");

      assertThat(start.warnings("--openai-base-url=http://example.org/v1")).hasSize(1);
      assertThat(start.warnings("--openai-base-url=http://[::1]:8000/v1")).isEmpty();
      assertThat(start.warnings("--openai-base-url=https://example.org/v1")).isEmpty();
    }
  }

  @Test
  void every_row_of_the_table_is_read_and_checked() {
    for (Setting<?> setting : SettingsTable.ALL) {
      Loading one = new Loading(folder).with(setting.variable(), "\u0007 \u0000 not acceptable");
      // What only a cluster has is read where there is one: its variables may be other programs'.
      String[] cluster =
          Stream.of("--database-url=postgresql://db.example/dalle", "--bucket=s3://pictures")
              .filter(flag -> ClusterTable.ROWS.contains(setting))
              .filter(flag -> !flag.startsWith(setting.flag() + "="))
              .toArray(String[]::new);

      assertThat(one.problems(cluster))
          .as(setting.name())
          .anySatisfy(problem -> assertThat(problem).startsWith(setting.variable() + ": got "));
    }
  }

  @Test
  void a_dot_env_that_cannot_be_read_is_a_problem() throws Exception {
    Files.createDirectory(folder.resolve(".env"));

    assertThat(start.problems()).singleElement().asString().startsWith(".env: cannot be read");
  }

  @Test
  void a_data_directory_that_is_a_file_is_left_to_those_who_open_it() {
    start.file("data", "");

    assertThat(start.settings("--data-dir=data").dataDir()).isEqualTo(folder.resolve("data"));
  }

  @Test
  void several_origins_are_taken() {
    assertThat(start.settings("--cors-origin=https://A.example,http://b:81").web().corsOrigins())
        .containsExactly("https://a.example", "http://b:81");
    assertThat(start.settings("--cors-origin=*").web().corsOrigins()).containsExactly("*");
  }
}
