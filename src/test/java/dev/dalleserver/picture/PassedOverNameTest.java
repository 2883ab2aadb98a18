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
        ".nfs000000000001",
        ".#bears.json",
        ".syncthing.bears.json.tmp",
        "bears.json.swp",
        "bears.json.orig",
        "bears.json.rpmsave",
        "bears.json.dpkg-old",
        "bears.json.part",
        "bears.json - Shortcut.lnk",
        "bears.bak.json",
        "bears.old.csv",
        "bears.json.~1~",
        "bears (copy).json",
        "bears (another copy).json",
        "bears (3rd copy).json",
        "bears - Kopie (2).json",
        "Kopie von bears.json",
        "bears (Ann's conflicted copy 2026-01-01).json",
        "bears (SFConflict ann@example.com 2026-01-01-10-00-00).json",
        "bears[Conflict].json",
        "bears_conflict-20260101-101010.json",
        "bears.Conflict.json",
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
        "old.json",
        "part.json",
        "conflict.json",
        "conflict-of-bears.json",
        "my conflict.json",
        "bears (deconflicted).json",
        "bears (conflicting).json",
        "photocopy 2.json",
        "old-series.deleted",
        "gen_3f2b.part-1",
        "1764246828000",
        "thumbs.json",
        "0xf503017d7baf7fbc0fff7492b751025c6a78179b.png"
      })
  void leaves_all_other_names(String name) {
    assertThat(PassedOverName.matches(name)).isFalse();
  }
}
