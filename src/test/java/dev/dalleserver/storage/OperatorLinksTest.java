package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which links of the operator keep the server from starting. */
@DisabledOnOs(OS.WINDOWS)
class OperatorLinksTest {
  @TempDir private Path folder;
  @TempDir private Path elsewhere;

  private List<String> links() {
    return OperatorLinks.in(new DataLayout(folder));
  }

  private void link(String name) throws Exception {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.createSymbolicLink(folder.resolve(name), elsewhere);
  }

  @Test
  void without_links_or_folders_there_are_none() throws Exception {
    assertThat(links()).isEmpty();
    Files.createDirectories(folder.resolve("output/simple/annotated"));
    assertThat(links()).isEmpty();
  }

  @Test
  void the_servers_folders_the_series_and_their_folders_are_named_in_order() throws Exception {
    link("metrics");
    link("output/simple/annotated");
    link("output/simple/selector");
    link("output/empty");
    assertThat(links())
        .containsExactly(
            "metrics", "output/empty", "output/simple/annotated", "output/simple/selector");
  }

  @Test
  void links_of_other_names_and_files_are_passed_over() throws Exception {
    link("output/no series");
    link("output/simple/other");
    link("notes");
    Files.createSymbolicLink(
        folder.resolve("output/simple/x.txt"), Files.createFile(elsewhere.resolve("x.txt")));
    assertThat(links()).isEmpty();
  }

  @Test
  void nothing_is_looked_for_behind_a_linked_output() throws Exception {
    Files.createDirectories(elsewhere.resolve("simple"));
    Files.createSymbolicLink(elsewhere.resolve("simple/annotated"), folder);
    link("output");
    assertThat(links()).containsExactly("output");
  }
}
