package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotEnvTest {
  @Test
  void lines_comments_and_export_are_understood() {
    assertThat(
            values(
                """
                # a comment
                  # another

                A=1
                export B=two words
                 C = spaced\t
                D=
                E_2=a=b
                """))
        .containsExactly(
            entry("A", "1"),
            entry("B", "two words"),
            entry("C", "spaced"),
            entry("D", ""),
            entry("E_2", "a=b"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "value # comment | value",
        "val#ue | val#ue",
        "#value | #value",
        "'single # quoted' # comment | single # quoted",
        "'no \\n escapes $X' | no \\n escapes $X",
        "\"a \\\"b\\\" \\\\ \\$c\" | a \"b\" \\ $c",
        "\"tab\\tend\"# | ",
        "a\"b'c | a\"b'c",
        "$HOME | $HOME",
      },
      delimiter = '|')
  void values_and_quotes(String written, String meant) {
    DotEnv file = DotEnv.parse("K=" + written, ".env");

    if (meant == null) {
      assertThat(file.warnings())
          .containsExactly(
              ".env:1: passed over: text after the closing quote; accepted: KEY=VALUE or a #"
                  + " comment");
    } else {
      assertThat(file.entries().get("K").text()).isEqualTo(meant);
    }
  }

  @Test
  void a_comment_straight_after_the_equals_sign_leaves_nothing() {
    assertThat(values("K= # nothing")).containsExactly(entry("K", ""));
  }

  @Test
  void escapes_make_line_breaks() {
    assertThat(values("K=\"a\\r\\n\\tb\"")).containsExactly(entry("K", "a\r\n\tb"));
  }

  @Test
  void a_byte_order_mark_and_windows_line_ends_do_no_harm() {
    assertThat(values("\uFEFFA=1\r\nB='2'\r\nC=\"3\"\r\n"))
        .containsExactly(entry("A", "1"), entry("B", "2"), entry("C", "3"));
  }

  @Test
  void malformed_lines_are_named_by_file_and_line_and_never_repeated() {
    DotEnv file =
        DotEnv.parse(
            "A=1\nsecret\n=secret\n2B=secret\nC='secret\nD=\"secret\nE=\"\\q\"\nA=2", "x/.env");

    assertThat(file.problems()).isEmpty();
    assertThat(file.warnings())
        .containsExactly(
            "x/.env:2: passed over: not KEY=VALUE; accepted: KEY=VALUE or a # comment",
            "x/.env:3: passed over: not KEY=VALUE; accepted: KEY=VALUE or a # comment",
            "x/.env:4: passed over: not KEY=VALUE; accepted: KEY=VALUE or a # comment",
            "x/.env:5: passed over: the closing ' is missing; accepted: KEY=VALUE or a # comment",
            "x/.env:6: passed over: the closing \" is missing; accepted: KEY=VALUE or a # comment",
            "x/.env:7: passed over: unknown escape after \\; write \\\\ for a backslash;"
                + " accepted: KEY=VALUE or a # comment",
            "x/.env:8: passed over: A is set a second time; accepted: once");
  }

  @Test
  void bytes_that_are_no_text_are_named_by_their_line() {
    byte[] bytes = "A=1\nB=\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(DotEnv.parse(bytes, ".env").warnings())
        .containsExactly(".env:2: passed over: not UTF-8 text; accepted: KEY=VALUE or a # comment");
  }

  @Test
  void a_value_in_quotes_may_have_several_lines() {
    assertThat(values("A='one\r\nTB_DALLE_PORT=1\nthree' # end\r\nB=\"x \\\"\n\ny\"\nC=1"))
        .containsExactly(
            entry("A", "one\nTB_DALLE_PORT=1\nthree"), entry("B", "x \"\n\ny"), entry("C", "1"));
  }

  @Test
  void files_of_other_systems_are_read() {
    for (byte[] file :
        List.of(
            "\uFEFFA=1\r\nB=2\r\n".getBytes(StandardCharsets.UTF_16LE),
            "\uFEFFA=1\nB=2".getBytes(StandardCharsets.UTF_16BE),
            "A=1\rB=2\r".getBytes(StandardCharsets.UTF_8))) {
      DotEnv read = DotEnv.parse(file, ".env");
      assertThat(read.warnings()).isEmpty();
      assertThat(read.entries().get("A").text()).isEqualTo("1");
      assertThat(read.entries().get("B").text()).isEqualTo("2");
    }
  }

  @Test
  void a_forgotten_quote_swallows_no_settings() {
    DotEnv file = DotEnv.parse("A='one\nTB_DALLE_PORT=1\nB='two'\nC=\"x\nD=1", ".env");

    assertThat(file.entries().keySet()).containsExactlyInAnyOrder("TB_DALLE_PORT", "B", "D");
    assertThat(file.warnings()).hasSize(2);
  }

  @Test
  void a_malformed_line_of_a_setting_is_a_problem() {
    DotEnv file =
        DotEnv.parse(
            "TB_DALLE_PORT 80\nexport OPENAI_API_KEY: secret\nTB_DALLE_HOST='secret\n"
                + "TB_DALLE_PRT\nTB_DALLE_PORT=1\nTB_DALLE_PORT=2\nDALLE_QUALITY=\"hd\n",
            ".env");

    assertThat(file.warnings()).isEmpty();
    assertThat(file.problems())
        .containsExactly(
            ".env:1: not KEY=VALUE; accepted: KEY=VALUE or a # comment",
            ".env:2: not KEY=VALUE; accepted: KEY=VALUE or a # comment",
            ".env:3: the closing ' is missing; accepted: KEY=VALUE or a # comment",
            ".env:4: not KEY=VALUE; accepted: KEY=VALUE or a # comment",
            ".env:6: TB_DALLE_PORT is set a second time; accepted: once",
            ".env:7: the closing \" is missing; accepted: KEY=VALUE or a # comment");
  }

  @Test
  void a_missing_file_is_an_empty_one(@TempDir Path folder) {
    assertThat(DotEnv.read(folder.resolve(".env"), ".env")).isEqualTo(DotEnv.empty());
  }

  private static Map<String, String> values(String text) {
    DotEnv file = DotEnv.parse(text.getBytes(StandardCharsets.UTF_8), ".env");
    assertThat(file.problems()).isEmpty();
    Map<String, String> values = new LinkedHashMap<>();
    file.entries().keySet().stream()
        .sorted()
        .forEach(key -> values.put(key, file.entries().get(key).text()));
    return values;
  }
}
