package dev.dalleserver.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.cluster.NodeName;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeRegistryTest {
  private static final Sql SILENCE =
      new Sql("silence", "UPDATE node SET seen_at = seen_at - interval '1 minute' WHERE name = ?");

  private static final Sql AGE =
      new Sql("age", "UPDATE node SET seen_at = seen_at - interval '13 hours' WHERE name = ?");

  private static final Sql NAMES = new Sql("names", "SELECT name FROM node ORDER BY name");

  private static TestDatabase test;

  @BeforeAll
  static void create() {
    test = TestDatabase.create();
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @BeforeEach
  void empty() {
    test.empty("node");
  }

  private static NodeRegistry node(String name, String words, String painter) {
    return new NodeRegistry(
        test.database(),
        new NodeName(name),
        () -> new NodeFacts("1.0", words, painter),
        Duration.ofSeconds(30));
  }

  @Test
  void each_process_is_seen_while_it_says_that_it_is_alive() {
    NodeRegistry first = node("first", "a", "1");
    NodeRegistry second = node("second", "a", "1");
    first.beat();
    second.beat();
    second.beat();
    assertThat(first.alive()).extracting(NodeState::name).containsExactly("first", "second");
    assertThat(first.alive().get(1).facts()).isEqualTo(new NodeFacts("1.0", "a", "1"));
    test.database().call("silence", session -> session.update(SILENCE, "first"));
    assertThat(second.alive()).extracting(NodeState::name).containsExactly("second");
    first.beat();
    assertThat(second.alive()).hasSize(2);
    second.leave();
    assertThat(first.alive()).extracting(NodeState::name).containsExactly("first");
  }

  @Test
  void two_starts_of_one_name_are_two_processes() {
    node("same", "a", "1").beat();
    node("same", "a", "1").beat();
    assertThat(node("other", "a", "1").alive()).hasSize(2);
  }

  @Test
  void other_words_or_another_painter_are_named() {
    node("first", "a1b2", "7").beat();
    assertThat(node("second", "a1b2", "7").difference()).isEmpty();
    assertThat(node("second", "ffff", "7").difference())
        .contains("this server's words have the hash ffff, those of node first a1b2");
    assertThat(node("second", "a1b2", "8").difference())
        .contains("this server's painter has the version 8, that of node first 7");
  }

  @Test
  void those_that_crashed_more_than_a_day_ago_are_forgotten() {
    NodeRegistry alive = node("alive", "a", "1");
    alive.beat();
    node("lately", "a", "1").beat();
    node("long-ago", "a", "1").beat();
    test.database().call("silence", session -> session.update(SILENCE, "lately"));
    for (int minute = 0; minute < 2; minute++) {
      test.database().call("age", session -> session.update(AGE, "long-ago"));
    }
    alive.purge();
    assertThat(test.texts(NAMES)).containsExactly("alive", "lately");
  }

  @Test
  void those_that_are_gone_do_not_matter() {
    node("first", "a", "1").beat();
    test.database().call("silence", session -> session.update(SILENCE, "first"));
    assertThat(node("second", "b", "2").difference()).isEmpty();
  }
}
