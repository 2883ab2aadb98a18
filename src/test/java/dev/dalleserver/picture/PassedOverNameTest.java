package dev.dalleserver.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassedOverNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".DS_Store",
        "._bears.json",
        ".hidden",
        "~$bears.json",
        "bears.json~",
        "#bears.json#",
        "#recycle",
        "@eaDir",
        "Thumbs.db",
        "THUMBS.DB",
        "desktop.ini",
        "lost+found",
        "__MACOSX",
        "$RECYCLE.BIN",
        "System Volume Information",
        "bears (1).json",
        "bears (12)",
        "bears - Copy.json",
        "bears - Copy (2).json",
        "Copy of bears.json",
        "bears copy.json",
        "bears copy 2.json",
        "bears.json.bak",
        "bears.json.swp",
        "bears.json.tmp",
        "x.crdownload",
        "bears.sync-conflict-20260101-1.json"
      })
  void matches_what_other_programs_leave(String name) {
    assertThat(PassedOverName.matches(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bears.json",
        "Bears.json",
        "my_series.json",
        "copy.json",
        "copy-of-bears.json",
        "my bears.json",
        "bears(1).json",
        "nouns.csv",
        "a.b.json",
        "tmp.json",
        "thumbs.json",
        "0xf503017d7baf7fbc0fff7492b751025c6a78179b.png"
      })
  void leaves_all_other_names(String name) {
    assertThat(PassedOverName.matches(name)).isFalse();
  }
}
