package dev.dalleserver.comfyui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.settings.LoadOutcome;
import dev.dalleserver.settings.SettingsLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The settings accept the placeholders that are filled in, and no others. */
class PlaceholderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void each_is_accepted_in_a_graph_file(Placeholder placeholder) throws Exception {
    assertThat(load(placeholder.text())).isInstanceOf(LoadOutcome.Loaded.class);
  }

  @Test
  void another_is_not() throws Exception {
    LoadOutcome outcome = load("{{checkpoint}}");
    assertThat(outcome).isInstanceOf(LoadOutcome.Rejected.class);
    String problem = ((LoadOutcome.Rejected) outcome).problems().get(0);
    for (Placeholder placeholder : Placeholder.values()) {
      assertThat(problem).contains(placeholder.text());
    }
  }

  private LoadOutcome load(String text) throws Exception {
    Files.writeString(
        folder.resolve("graph.json"),
        "{\"1\":{\"class_type\":\"X\",\"inputs\":{\"a\":\"{{prompt}} {{seed}} " + text + "\"}}}");
    return new SettingsLoader(Map.of(), folder)
        .load(List.of("--comfyui-graph-file=graph.json", "--image-provider=comfyui"));
  }
}
