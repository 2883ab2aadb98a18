package dev.dalleserver.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
  @Test
  void a_console_shows_commands_and_what_they_print() {
    List<Command> commands =
        Command.of(
            new Fence(7, "console", List.of("$ echo a \\", "> b", "a b", "> c", "$ true"), ""));

    assertThat(commands)
        .containsExactly(
            new Command(7, "echo a \\\nb", List.of("a b", "> c"), true),
            new Command(11, "true", List.of(), true));
  }

  @Test
  void a_script_is_cut_where_servers_and_tests_start() {
    List<Command> commands =
        Command.of(
            new Fence(
                3, "sh", List.of("a=1", "b=2", "./run.sh  # starts", "./run.sh test", "c=3"), ""));

    assertThat(commands)
        .extracting(Command::line, Command::text)
        .containsExactly(
            tuple(3, "a=1\nb=2"),
            tuple(5, "./run.sh  # starts"),
            tuple(6, "./run.sh test"),
            tuple(7, "c=3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./run.sh",
        "./run.sh   # starts it",
        "./run.sh --port 9000 --data-dir pictures",
        "OPENAI_API_KEY=sk-... ./run.sh --no-enhance",
        "java -jar target/dalleserver.jar --port=9000"
      })
  void knows_what_starts_a_server(String text) {
    assertThat(command(text).startsServer()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./run.sh doctor",
        "./run.sh --help",
        "./run.sh --version",
        "./run.sh test",
        "./run.sh install --dry-run",
        "./run.sh --port 99999; echo $?",
        "curl -s http://127.0.0.1:8080/health"
      })
  void knows_what_ends_by_itself(String text) {
    assertThat(command(text).startsServer()).isFalse();
  }

  @Test
  void the_port_of_the_page_becomes_a_free_one() {
    Command command = command("./run.sh --port 9000 --no-enhance  # here");

    assertThat(command.port()).isEqualTo(9000);
    assertThat(command.onFreePort().strip()).isEqualTo("./run.sh --port 0 --no-enhance");
    assertThat(command("./run.sh").port()).isEqualTo(8080);
  }

  private static Command command(String text) {
    return new Command(1, text, List.of(), true);
  }
}
