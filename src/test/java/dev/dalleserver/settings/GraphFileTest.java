package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.comfyui.Graphs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong graph of ComfyUI ends the start, with what is wrong about it. */
class GraphFileTest {
  private static final String NODE = "{\"6\":{\"class_type\":\"X\",\"inputs\":%s}}";

  @TempDir Path folder;

  @Test
  void a_graph_with_all_placeholders_is_taken_and_so_is_one_with_the_least() {
    assertThat(GraphFile.check(Graphs.whole()).problem()).isEmpty();
    assertThat(GraphFile.check(Graphs.small()).problem()).isEmpty();
    Loading loading = new Loading(folder).file("g.json", Graphs.small());
    Settings settings = loading.settings("--image-provider=comfyui", "--comfyui-graph-file=g.json");
    assertThat(settings.imageServers().comfyUiGraph()).hasValue(Graphs.small());
    assertThat(settings.effectiveImageProvider()).isEqualTo(ImageProviderChoice.COMFYUI);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":\"{{prompt}}\"} | it lacks {{seed}}",
        "{\"a\":\"x\"} | it lacks {{prompt}} and {{seed}}",
        "{\"a\":\"{{promt}}\"} | the unknown placeholder \"{{promt}}\"; accepted: {{prompt}},"
            + " {{seed}}",
        "{\"a\":\"{{ prompt }}\",\"b\":\"{{seed}}\"} | the unknown placeholder \"{{prompt}}\"",
        "{\"a\":\"{{prompt}}\",\"b\":{{seed}}} | placeholders within quotes",
      })
  void what_lacks_or_has_wrong_placeholders_is_refused(String inputs, String sentence) {
    assertThat(GraphFile.check(NODE.formatted(inputs)).problem().orElseThrow()).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"nodes\":[],\"links\":[]} | the editor's own format",
        "[] | holds no nodes",
        "{} | holds no nodes",
        "{\"prompt\":{\"6\":{}}} | holds no nodes",
        "x | it is no JSON, see line 1",
      })
  void what_is_no_graph_of_the_api_is_refused(String text, String sentence) {
    assertThat(GraphFile.check(text).problem().orElseThrow())
        .contains(sentence)
        .contains("Export (API)");
  }

  @Test
  void the_problem_names_the_setting_and_the_file() {
    assertThat(new Loading(folder).problems("--comfyui-graph-file=none.json"))
        .singleElement()
        .asString()
        .startsWith(
            "--comfyui-graph-file: got \"none.json\", and there is no such file or folder;"
                + " accepted: a ");
  }

  @Test
  void without_a_graph_comfyui_is_refused() {
    assertThat(new Loading(folder).problems("--image-provider=comfyui"))
        .singleElement()
        .asString()
        .isEqualTo(
            "--image-provider: got \"comfyui\" without a graph; accepted: with"
                + " --comfyui-graph-file");
  }
}
