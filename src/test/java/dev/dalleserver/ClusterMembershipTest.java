package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.cluster.NodeName;
import dev.dalleserver.cluster.postgres.TestDatabase;
import dev.dalleserver.series.AttributeDatabases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterMembershipTest {
  @TempDir private Path folder;
  private TestDatabase test;

  @BeforeEach
  void create() {
    test = TestDatabase.create();
  }

  @AfterEach
  void drop() {
    test.close();
  }

  private ClusterMembership node(String name, AttributeDatabases databases) {
    ClusterMembership node = new ClusterMembership(test.database(), new NodeName(name), databases);
    node.nodes().beat();
    return node;
  }

  @Test
  void words_that_a_node_has_read_again_are_known_to_the_others() throws Exception {
    AttributeDatabases words = AttributeDatabases.load(folder);
    ClusterMembership first = node("first", words);
    ClusterMembership second = node("second", AttributeDatabases.load(folder));
    second.requireSameWords();
    assertThat(second.details().toString()).contains("first", "second");

    try (var in = getClass().getResourceAsStream("/databases/nouns.csv")) {
      String nouns = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(folder.resolve("nouns.csv"), nouns.replaceFirst("(?m)^(.*bear.*)$", "$1x"));
    }
    assertThat(words.reload()).containsExactly("nouns");
    first.nodes().beat();

    assertThatThrownBy(second::requireSameWords)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("node first")
        .hasMessageContaining("differ in nouns; --adopt-words");
    for (ClusterMembership node : new ClusterMembership[] {first, second}) {
      assertThatThrownBy(node::details).hasMessageEndingWith("they differ in nouns");
    }
  }
}
