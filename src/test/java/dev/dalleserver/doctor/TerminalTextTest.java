package dev.dalleserver.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {
  @Test
  void what_people_write_is_shown_as_it_is() {
    assertThat(TerminalText.of("output/Bär 貓 🐈 'x'.png")).isEqualTo("output/Bär 貓 🐈 'x'.png");
  }

  @Test
  void nothing_that_does_something_to_a_terminal_comes_through() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      int type = Character.getType(codePoint);
      boolean does =
          Character.isISOControl(codePoint)
              || type == Character.FORMAT
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR
              || type == Character.SURROGATE;
      if (does) {
        String shown = TerminalText.of(new String(Character.toChars(codePoint)));
        assertThat(shown).matches("(\\\\u[0-9a-f]{4})+");
      }
    }
  }

  @Test
  void an_escape_cannot_be_pretended() {
    assertThat(TerminalText.of("\\u001b")).isEqualTo("\\\\u001b");
    assertThat(TerminalText.of("\u001b")).isEqualTo("\\u001b");
  }
}
