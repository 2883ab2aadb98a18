package dev.dalleserver.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class EscapingPrintStreamTest {
  /** A colour, a new line that looks like a record, and letters that run backwards. */
  private static final String HOSTILE = "a\u001b[31m\n[main] ERROR root - b\u202egnp\u009bc\u2028d";

  private static final String ESCAPED =
      "a\\u001b[31m\\n[main] ERROR root - b\\u202egnp\\u009bc\\u2028d";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream =
      EscapingPrintStream.to(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "0000", "0007", "0008", "000a", "000d", "001b", "007f", "0080", "0085", "009b", "00ad", "061c",
    "200b", "200e", "200f", "2028", "2029", "202a", "202e", "2066", "2069", "feff", "d800", "e0001"
  })
  void a_character_of_that_kind_is_escaped(String hex) {
    String character = Character.toString(Integer.parseInt(hex, 16));

    String escaped = EscapedText.oneLine("x" + character + "y");

    assertThat(escaped).startsWith("x\\").endsWith("y").doesNotContain(character);
    assertThat(escaped).matches("[ -~]+");
  }

  @Test
  void letters_of_any_script_stay_as_they_are() {
    String text = "Grüße, עברית, 漢字, 🎨, \\ \"quoted\" = key=value";

    assertThat(EscapedText.oneLine(text)).isEqualTo(text);
  }

  @Test
  void a_log_record_is_one_line_whatever_its_arguments_hold() {
    PrintStream before = System.err;
    System.setErr(stream);
    try {
      LoggerFactory.getLogger("test").warn("file={}", HOSTILE, new IOException(HOSTILE));
    } finally {
      System.setErr(before);
    }

    assertThat(printed().lines().filter(line -> !line.startsWith("\tat ")))
        .hasSize(2)
        .first()
        .asString()
        .endsWith("test - file=" + ESCAPED);
    assertThat(printed()).contains("java.io.IOException: " + ESCAPED).contains("\n\tat ");
    assertThat(printed()).doesNotContain("\u001b", "\u202e", "\u009b", "\u2028");
  }

  @Test
  void text_of_several_lines_keeps_its_lines_alone() {
    stream.print("one\n\ttwo \u001b[2J\n");
    stream.printf("%s%n", "three\u202e");
    stream.append('\u0007');

    assertThat(printed()).isEqualTo("one\n\ttwo \\u001b[2J\nthree\\u202e\n\\u0007");
  }
}
