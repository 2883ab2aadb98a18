package dev.dalleserver.painting.technique;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.painting.scene.Scene.Style;
import dev.dalleserver.painting.scene.StyleGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogTest {
  @Test
  void the_built_in_art_styles_reach_every_technique() throws IOException {
    List<Style> styles;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(getClass().getResourceAsStream("/databases/artstyles.csv")),
                StandardCharsets.UTF_8))) {
      styles =
          reader
              .lines()
              .skip(1)
              .map(line -> line.split(","))
              .map(
                  columns ->
                      new Style(
                          columns[1].toLowerCase(Locale.ROOT),
                          StyleGroup.valueOf(columns[2].toUpperCase(Locale.ROOT))))
              .toList();
    }

    assertThat(styles.stream().map(Catalog::of).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(Catalog.values());
  }

  @ParameterizedTest
  @EnumSource(StyleGroup.class)
  void every_family_has_a_technique_for_styles_that_nobody_has_heard_of(StyleGroup group) {
    Style unheard = new Style("zorblax", group);

    assertThat(Catalog.of(unheard)).isNotNull().isEqualTo(Catalog.of(unheard));
  }

  @ParameterizedTest
  @CsvSource({
    "gothic stained glass,MOSAIC,STAINED_GLASS",
    "pointillism,IMPRESSIONISM,POINTS",
    "op art,GEOMETRY,OP_ART",
    "copperplate engraving,PRINT,ENGRAVING",
    "pixel art,DIGITAL,PIXELS",
    "woodcut,PRINT,WOODCUT",
    "sumi-e,INK,INK_WASH"
  })
  void a_style_that_names_its_means_gets_them(String name, StyleGroup group, Catalog technique) {
    assertThat(Catalog.of(new Style(name, group))).isEqualTo(technique);
  }
}
