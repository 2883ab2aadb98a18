package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.technique.Catalog;
import dev.dalleserver.pictures.PaintRequest;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pictures rich enough to be worth keeping, and small enough to be kept by the thousand. */
class FileSizeTest {
  private static final Map<Catalog, String> STYLES = styles();

  private static Map<Catalog, String> styles() {
    Map<Catalog, String> styles = new EnumMap<>(Catalog.class);
    for (String style : Words.records(AttributeName.ART_STYLE_1)) {
      Map<AttributeName, String> drawn = Words.draw(1);
      drawn.put(AttributeName.ART_STYLE_1, style);
      Scene scene = SceneFactory.create(drawn, 1, Pictures.SQUARE);
      styles.putIfAbsent(Catalog.of(scene.style()), style);
    }
    return styles;
  }

  @ParameterizedTest
  @EnumSource(Catalog.class)
  void is_between_300_kb_and_two_and_a_half_mb(Catalog technique) throws CancelledException {
    Map<AttributeName, String> words = Words.draw(17);
    words.put(AttributeName.ART_STYLE_1, STYLES.get(technique));
    // Alone: a second style would lay a texture of its own over a flat one.
    words.put(AttributeName.ART_STYLE_2, STYLES.get(technique));
    PaintRequest request = Pictures.request(17, words, 1024);
    assertThat(Pictures.paint(request).png().length).isBetween(300_000, 2_500_000);
  }
}
