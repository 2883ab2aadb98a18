package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.StubbedCheckout.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What people type after {@code ./run.sh}. */
@DisabledOnOs(OS.WINDOWS)
class RunScriptWordsTest {
  @TempDir Path folder;
  private StubbedCheckout checkout;

  @BeforeEach
  void set_up() throws Exception {
    checkout = new StubbedCheckout(folder).builtJar();
    checkout.jdk("17");
  }

  @Test
  void who_asks_for_help_in_a_word_gets_what_the_flag_gives() throws Exception {
    assertThat(checkout.run("help").arguments()).endsWith("--help");
  }

  @Test
  void what_only_a_checkout_can_do_is_refused_where_the_server_is_installed() throws Exception {
    Files.copy(
        checkout.root.resolve("target/dalleserver.jar"), checkout.root.resolve("dalleserver.jar"));
    Files.delete(checkout.root.resolve("pom.xml"));

    for (String word :
        List.of(
            "test",
            "test-alone",
            "mutants",
            "chaos",
            "cluster",
            "attack",
            "soak",
            "bench",
            "fake-provider")) {
      Ended ended = checkout.run(word);
      assertThat(ended.exit()).isEqualTo(2);
      assertThat(ended.err()).singleElement().asString().contains(word + " needs a checkout");
    }
  }

  @Test
  void attacks_and_the_soak_run_long_tests_of_the_packed_jar() throws Exception {
    checkout.maven();

    for (String word : List.of("attack", "soak")) {
      Ended passed = checkout.run(word);
      assertThat(passed.exit()).isZero();
      assertThat(checkout.calls())
          .last()
          .asString()
          .contains("verify", "-Dtest=dev.dalleserver." + word + ".*Test", "-Dexcluded.groups=");
    }
  }

  @Test
  void a_jar_that_is_not_there_is_built_before_it_is_attacked() throws Exception {
    checkout.maven();
    Files.delete(checkout.root.resolve("target/dalleserver.jar"));

    checkout.run("attack");

    assertThat(checkout.calls()).hasSize(2);
    assertThat(checkout.calls().get(0)).contains("package");
  }

  @Test
  void what_the_attacks_have_measured_is_shown_at_the_end() throws Exception {
    checkout.maven();
    Path table = checkout.root.resolve("target/attack.md");
    Files.writeString(table, "of an earlier time");

    assertThat(checkout.run("attack").out()).doesNotContain("of an earlier time");
  }
}
