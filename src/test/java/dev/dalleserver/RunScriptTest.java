package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.StubbedCheckout.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class RunScriptTest {
  @TempDir Path folder;
  StubbedCheckout checkout;

  @BeforeEach
  void set_up() throws Exception {
    checkout = new StubbedCheckout(folder);
  }

  @Nested
  class FindingJava {
    @Test
    void without_any_says_in_one_line_what_to_install() throws Exception {
      Ended ended = checkout.maven().run();

      assertThat(ended.exit()).isEqualTo(1);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err()).singleElement().asString().contains("install a JDK, version 17");
    }

    @Test
    void one_that_is_too_old_is_none() throws Exception {
      checkout.jdk("11.0.2");
      checkout.jdk("1.8.0_392");

      assertThat(checkout.builtJar().run().err()).singleElement().asString().contains("17");
    }

    @Test
    void the_newest_runs_the_server() throws Exception {
      checkout.builtJar().jdk("17.0.9");
      checkout.jdk("25.0.1");
      checkout.jdk("21");

      assertThat(checkout.run().out()).contains("java 25.0.1");
    }

    @Test
    void a_folder_that_only_looks_like_a_jdk_is_passed_over() throws Exception {
      Path broken = checkout.builtJar().jdk("25");
      checkout.jdk("17");
      Files.delete(broken.resolve("bin/java"));

      assertThat(checkout.run().out()).contains("java 17");
    }

    @Test
    void java_home_is_looked_at_too() throws Exception {
      Path home = checkout.builtJar().jdk("26-ea");
      checkout.with("DALLESERVER_JDK_PATH", "").with("JAVA_HOME", home.toString());

      assertThat(checkout.run().out()).contains("java 26-ea");
    }

    @Test
    void the_operator_has_the_last_word() throws Exception {
      Path wanted = checkout.builtJar().jdk("17");
      checkout.jdk("25");
      checkout.with("DALLESERVER_JAVA_HOME", wanted.toString());

      assertThat(checkout.run().out()).contains("java 17");
    }

    @Test
    void a_runtime_is_enough_when_nothing_is_to_be_built() throws Exception {
      checkout.builtJar().runtime("21");

      assertThat(checkout.run().out()).contains("java 21");
    }

    @Test
    void a_runtime_is_not_enough_to_build() throws Exception {
      checkout.maven().runtime("21");

      Ended ended = checkout.run();

      assertThat(ended.exit()).isEqualTo(1);
      assertThat(ended.err()).singleElement().asString().contains("compiler", "install a JDK");
    }
  }

  @Nested
  class Building {
    @BeforeEach
    void one_jdk() throws Exception {
      checkout.maven().jdk("21");
    }

    @Test
    void happens_once_and_quietly() throws Exception {
      Ended first = checkout.run();
      Ended second = checkout.run();

      assertThat(checkout.calls()).singleElement().asString().contains("package", "skip=true");
      assertThat(first.err()).containsExactly("run.sh: building target/dalleserver.jar ...");
      assertThat(first.out()).contains("java 21").doesNotContain("[INFO] chatter");
      assertThat(second.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "src/main/java/A.java", "static/a.js", "series/a.json"})
    void happens_again_when_a_source_is_newer_than_the_jar(String source) throws Exception {
      checkout.builtJar().age(source, Duration.ofMinutes(1));

      checkout.run();

      assertThat(checkout.calls()).hasSize(1);
    }

    @Test
    void happens_again_when_there_is_another_commit() throws Exception {
      Path log = Files.createDirectories(checkout.builtJar().root.resolve(".git/logs"));
      Files.writeString(log.resolve("HEAD"), "new");

      checkout.run();

      assertThat(checkout.calls()).hasSize(1);
    }

    @Test
    void happens_again_when_a_worktree_has_another_commit() throws Exception {
      Path repository = folder.resolve("the repository");
      Files.createDirectories(repository.resolve("logs"));
      Files.writeString(repository.resolve("logs/HEAD"), "new");
      Files.writeString(checkout.builtJar().root.resolve(".git"), "gitdir: " + repository + "\n");

      checkout.run();

      assertThat(checkout.calls()).hasSize(1);
    }

    @Test
    void does_not_happen_when_the_commit_is_the_one_that_was_built() throws Exception {
      Path log = Files.createDirectories(checkout.builtJar().root.resolve(".git/logs"));
      Files.writeString(log.resolve("HEAD"), "old");
      checkout.age(".git/logs/HEAD", Duration.ofHours(1));

      checkout.run();

      assertThat(checkout.calls()).isEmpty();
    }

    @Test
    void happens_again_when_a_source_was_removed() throws Exception {
      checkout.builtJar();
      Files.delete(checkout.root.resolve("src/main/java/A.java"));

      checkout.run();

      assertThat(checkout.calls()).hasSize(1);
    }

    @Test
    void does_not_happen_for_what_is_not_in_the_jar() throws Exception {
      Files.writeString(checkout.builtJar().root.resolve("README.md"), "new");

      checkout.run();

      assertThat(checkout.calls()).isEmpty();
    }

    @Test
    void shows_mavens_words_when_it_fails_and_tries_again_next_time() throws Exception {
      checkout.builtJar().mavenFails(true).age("pom.xml", Duration.ZERO);

      Ended failed = checkout.run();

      assertThat(failed.exit()).isEqualTo(1);
      assertThat(failed.out()).isEmpty();
      assertThat(failed.err()).contains("[ERROR] a broken line");

      checkout.mavenFails(false).age("pom.xml", Duration.ofHours(1));
      assertThat(checkout.run().out()).contains("java 21");
      assertThat(checkout.calls()).hasSize(2);
    }

    @Test
    void is_done_with_the_jdk_of_the_house_and_run_with_the_newest() throws Exception {
      Path newest = checkout.jdk("25");
      Path own = checkout.jdk("17");
      checkout.with("JAVA_HOME", own.toString());

      assertThat(checkout.run().out()).contains("java 25");
      assertThat(checkout.calls())
          .singleElement()
          .asString()
          .contains(own.toString())
          .doesNotContain(newest.toString());
    }
  }

  @Test
  void the_wrapper_builds_where_there_is_no_maven() throws Exception {
    checkout.mavenWrapper().jdk("17");

    assertThat(checkout.run().out()).contains("java 17");
    assertThat(checkout.calls()).singleElement().asString().startsWith("mvnw with ");
  }

  @Nested
  class Starting {
    @BeforeEach
    void ready() throws Exception {
      checkout.builtJar().jdk("17");
    }

    @Test
    void the_server_takes_the_scripts_place_in_the_callers_directory() throws Exception {
      Ended ended = checkout.run();

      assertThat(ended.out())
          .contains("pid " + ended.pid(), "cwd " + checkout.callersDirectory.toRealPath());
      assertThat(ended.exit()).isEqualTo(7);
    }

    @Test
    void flags_reach_it_as_they_were_typed() throws Exception {
      Ended ended = checkout.run("--data-dir", "two words", "--host=*", "--help");

      assertThat(ended.arguments())
          .endsWith("--data-dir", "two words", "--host=*", "--help")
          .containsSequence("-jar", checkout.root.resolve("target/dalleserver.jar").toString());
    }

    @Test
    void the_operators_jvm_flags_come_after_ours() throws Exception {
      checkout.with("JAVA_OPTS", "-Xmx2g -Dx=y");

      assertThat(checkout.run().arguments()).containsSequence("-Xmx2g", "-Dx=y", "-jar");
      assertThat(checkout.run().arguments().indexOf("-Xmx512m")).isNotNegative().isLessThan(9);
    }

    @Test
    void newer_javas_are_told_not_to_warn_and_older_ones_are_not_confused() throws Exception {
      String flag = "--sun-misc-unsafe-memory-access=allow";
      assertThat(checkout.run().arguments()).doesNotContain(flag);

      checkout.jdk("25");
      assertThat(checkout.run().arguments()).contains(flag);
    }
  }

  @Nested
  class TheArchive {
    @BeforeEach
    void wanted() throws Exception {
      checkout.with("DALLESERVER_ARCHIVE", "").builtJar().jdk("17.0.9");
    }

    @Test
    void is_made_at_the_first_start_and_used_from_then_on() throws Exception {
      String use = "-XX:SharedArchiveFile=" + checkout.root.resolve("target/run/17.0.9.jsa");

      assertThat(checkout.run().arguments()).contains(use);
      assertThat(checkout.run().arguments()).contains(use);

      assertThat(checkout.calls()).containsExactly("training");
      assertThat(checkout.temporary()).isEmptyDirectory();
    }

    @Test
    void is_made_again_for_another_jar_or_when_half_of_it_is_gone() throws Exception {
      Path archive = checkout.root.resolve("target/run/17.0.9.jsa");
      checkout.run();

      Files.writeString(archive, "x");
      checkout.run();
      checkout.age("target/dalleserver.jar", Duration.ofSeconds(-2));
      checkout.run();

      assertThat(checkout.calls()).containsExactly("training", "training", "training");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "doctor", "contact-sheet"})
    void is_not_made_for_what_ends_at_once(String word) throws Exception {
      assertThat(checkout.run(word).exit()).isEqualTo(7);

      assertThat(checkout.calls()).isEmpty();
    }

    @Test
    void is_a_cache_of_the_newer_kind_from_java_25_on() throws Exception {
      checkout.jdk("25");

      assertThat(checkout.run().arguments())
          .contains("-XX:AOTCache=" + checkout.root.resolve("target/run/25.aot"));
    }

    @Test
    void is_done_without_when_it_cannot_be_made_and_not_tried_again() throws Exception {
      checkout.javaFails(true);

      Ended first = checkout.run();
      Ended second = checkout.run();

      assertThat(first.exit()).isEqualTo(7);
      assertThat(first.arguments()).noneMatch(word -> word.contains("Archive"));
      assertThat(second.err()).isEmpty();
      assertThat(checkout.calls()).containsExactly("training");
    }
  }

  @Nested
  class Commands {
    @Test
    void an_unknown_one_is_refused_with_those_there_are() throws Exception {
      Ended ended = checkout.run("tset");

      assertThat(ended.exit()).isEqualTo(2);
      assertThat(ended.err())
          .singleElement()
          .asString()
          .contains("tset", "chaos", "contact-sheet", "doctor", "fake-provider", "test");
    }

    @Test
    void doctor_is_the_servers_own() throws Exception {
      checkout.builtJar().jdk("17");

      assertThat(checkout.run("doctor", "--fix").arguments())
          .endsWith(checkout.root + "/target/dalleserver.jar", "doctor", "--fix");
    }

    @Test
    void contact_sheet_runs_the_painters() throws Exception {
      checkout.builtJar().jdk("17");

      assertThat(checkout.run("contact-sheet", "20").arguments())
          .endsWith("dev.dalleserver.cli.ContactSheetCommand", "20");
    }

    @Test
    void test_ends_with_the_count_and_mavens_verdict() throws Exception {
      checkout.maven().jdk("17");

      Ended passed = checkout.run("test", "-Dtest=OneTest");
      Ended failed = checkout.mavenFails(true).run("test");

      assertThat(passed.exit()).isZero();
      assertThat(passed.out())
          .contains("[INFO] chatter")
          .endsWith("[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0");
      assertThat(checkout.calls().get(0)).matches(".* verify -Dtest\\.seed=[0-9]+ -Dtest=OneTest");
      assertThat(failed.exit()).isEqualTo(1);
    }

    @Test
    void test_tells_the_order_and_the_slowest_classes_before_the_count() throws Exception {
      checkout.maven().jdk("17");

      Ended ended = checkout.run("test", "-Dtest.seed=12");

      assertThat(ended.err()).contains("run.sh: the order of the tests is -Dtest.seed=12");
      assertThat(checkout.calls().get(0)).endsWith("verify -Dtest.seed=12 -Dtest.seed=12");
      assertThat(ended.out())
          .endsWith(
              "The slowest classes:",
              "1234.5 s  BTest",
              "7 s  CTest",
              "1 s  ATest",
              "second chance taken: wall.test.js",
              "Order of the tests: -Dtest.seed=12",
              "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0");
    }

    @Test
    void chaos_runs_the_tests_that_break_things_the_long_ones_too() throws Exception {
      checkout.maven().jdk("17");

      Ended passed = checkout.run("chaos");

      assertThat(passed.exit()).isZero();
      assertThat(checkout.calls().get(0))
          .contains("verify", "-Dtest=dev.dalleserver.chaos.*Test", "-Dexcluded.groups=");
    }

    @Test
    void test_has_a_newer_compiler_look_at_the_code_where_there_is_one() throws Exception {
      checkout.maven().jdk("17");
      Path newer = checkout.jdk("21");

      checkout.run("test");

      assertThat(checkout.calls()).hasSize(2);
      assertThat(checkout.calls().get(1))
          .contains(newer.toString(), "compile", "-Doutput.directory=");
    }
  }
}
