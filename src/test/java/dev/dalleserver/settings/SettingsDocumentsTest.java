package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The documents list the settings of the program. To renew them, paste what the failing test
 * expected.
 */
class SettingsDocumentsTest {
  private static final String MARK = "<!-- settings -->\n";

  @Test
  void the_example_file_is_what_the_table_makes() throws IOException {
    assertThat(Path.of(".env.example")).hasContent(SettingsHelp.dotEnvExample());
  }

  @Test
  void the_example_file_changes_nothing_when_it_is_used_whole() throws IOException {
    String uncommented =
        Files.readString(Path.of(".env.example")).replaceAll("(?m)^#(?=[A-Z])", "");

    DotEnv file = DotEnv.parse(uncommented, ".env.example");

    assertThat(file.problems()).isEmpty();
    assertThat(file.entries()).hasSize(SettingsTable.ALL.size());
    assertThat(SettingsTable.ALL)
        .allSatisfy(
            setting ->
                assertThat(file.entries().get(setting.variable()).text())
                    .isEqualTo(setting.defaultText()));
  }

  @Test
  void the_reference_holds_the_table() throws IOException {
    assertThat(Files.readString(Path.of("docs", "reference.md")))
        .contains(MARK + SettingsHelp.markdown());
  }

  @Test
  void help_names_every_flag_variable_and_default() {
    String help = SettingsHelp.help();

    assertThat(SettingsTable.ALL)
        .allSatisfy(
            setting ->
                assertThat(help).contains(setting.label(), setting.variable(), setting.help()));
    assertThat(help).contains("(default: 127.0.0.1)", "--help", "--version").endsWith("\n");
    assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(110));
  }

  @Test
  void every_default_is_accepted() {
    assertThat(SettingsTable.ALL)
        .filteredOn(setting -> !setting.defaultText().isEmpty())
        .allSatisfy(setting -> assertThat(setting.kind().parse(setting.defaultText())).isPresent());
  }

  @Test
  void names_and_variables_are_unique() {
    assertThat(SettingsTable.ALL).extracting(Setting::name).doesNotHaveDuplicates();
    assertThat(SettingsTable.allVariables()).doesNotHaveDuplicates();
  }
}
