package dev.dalleserver.dress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.picture.Address;
import dev.dalleserver.series.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DressFactoryTest {
  private static final String KNOWN = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";

  @TempDir private Path folder;

  /** What the contract's arithmetic gives, worked out on paper. */
  @Nested
  class ByHand {
    /**
     * Ten records, so a selector is the first decimal of the factor.
     *
     * <pre>
     * reversed digits    b97187a6c520157b2947fff0 cbf7fab7d710305f, cut after 24
     * seed  f503 017d 7baf 7fbc 0fff 7492 b751 025c 6a78 179b  b971 87a6 c520 157b 2947 fff0
     *
     *  i  chunk   first byte, /256           factor     selector
     *  0  f50301  245  0.957...              0.9570       9
     *  1  017d7b    1  0.0039 + 125/65536    0.0058       0
     *  2  7baf7f  123  0.4804 + 175/65536    0.4831       4
     *  3  7fbc0f  127  0.4960 + 188/65536    0.4989       4   just below one half
     *  4  0fff74   15  0.0585 + 255/65536    0.0624       0
     *  5  7492b7  116  0.4531 + 146/65536    0.4553       4
     *  6  b75102  183  0.7148 +  81/65536    0.7160       7
     *  7  025c6a    2  0.0078 +  92/65536    0.0092       0
     *  8  6a7817  106  0.4140 + 120/65536    0.4159       4
     *  9  179bb9   23  0.0898 + 155/65536    0.0922       0
     * 10  b97187  185  0.7226 + 113/65536    0.7243       7
     * 11  87a6c5  135  0.5273 + 166/65536    0.5298       5
     * 12  c52015  197  0.7695 +  32/65536    0.7700       7
     * 13  157b29   21  0.0820 + 123/65536    0.0839       0
     * 14  2947ff   41  0.1601 +  71/65536    0.1612       1
     * </pre>
     */
    @Test
    void an_address_as_they_come() {
      DalleDress dress = Words.numbered(folder, 10).dress("empty", KNOWN);

      assertThat(dress.words().seed())
          .isEqualTo("f503017d7baf7fbc0fff7492b751025c6a78179bb97187a6c520157b2947fff0");
      assertThat(dress.words().drawn().seedChunks())
          .containsExactly(
              "f50301", "017d7b", "7baf7f", "7fbc0f", "0fff74", "7492b7", "b75102", "025c6a",
              "6a7817", "179bb9", "b97187", "87a6c5", "c52015", "157b29", "2947ff");
      assertThat(dress.words().drawn().records())
          .containsExactly(
              "r9", "r0", "r4", "r4", "r0", "r4", "r7", "r0", "r4", "r0", "r7", "r5", "r7", "r0",
              "r1", "r0");
    }

    /**
     * Three records, and digits around the thirds of 2^24 = 16777216: 3 * 555555h = ffffffh is one
     * too few for the second record, 3 * 555556h = 1000002h enough; 3 * aaaaaah = 1fffffeh is too
     * few for the third, 3 * aaaaabh = 2000001h enough.
     *
     * <pre>
     * seed  5555 5556 aaaa aaab 5555 5500 0000 ffff fe00 0000  0000 00ef ffff 0000 0055 5555
     *
     * 555555 0   5556aa 1   aaaaaa 1   aaab55 2   555555 0   550000 0   0000ff 0   fffffe 2
     * fe0000 2   000000 0   000000 0   00efff 0   ffff00 2   000000 0   005555 0
     * </pre>
     *
     * <p>5556aa begins above 555556 and below aaaaab; aaab55 lies above aaaaab.
     */
    @Test
    void an_address_at_the_edges_of_the_thirds() {
      DalleDress dress =
          Words.numbered(folder, 3).dress("empty", "0x55555556aaaaaaab555555000000fffffe000000");

      assertThat(dress.words().seed())
          .isEqualTo("55555556aaaaaaab555555000000fffffe000000000000efffff000000555555");
      assertThat(dress.words().drawn().records())
          .containsExactly(
              "r0", "r1", "r1", "r2", "r0", "r0", "r0", "r2", "r2", "r0", "r0", "r0", "r2", "r0",
              "r0", "r0");
    }

    /** ffffffh = 2^24 - 1 is the largest number: 1000 * 16777215 / 16777216 = 999.99994. */
    @Test
    void the_last_address_there_is() {
      DalleDress dress = Words.numbered(folder, 1000).dress("empty", "0x" + "f".repeat(40));

      assertThat(dress.words().drawn().attributes().subList(0, 15))
          .allSatisfy(
              attribute -> {
                assertThat(attribute.number()).isEqualTo(16777215);
                assertThat(attribute.factor()).isEqualTo(16777215 / 16777216.0).isLessThan(1);
                assertThat(attribute.selector()).isEqualTo(999);
                assertThat(attribute.value()).isEqualTo("r999");
              });
    }
  }

  @Test
  void the_names_and_their_order_are_for_ever() {
    DalleDress dress = Words.numbered(folder, 1).dress("empty", KNOWN);

    assertThat(dress.words().drawn().tokens())
        .containsExactly(
            "adverb",
            "adjective",
            "noun",
            "emotion",
            "occupation",
            "action",
            "artStyle1",
            "artStyle2",
            "litStyle",
            "color1",
            "color2",
            "color3",
            "viewpoint",
            "gaze",
            "composition",
            "backStyle");
    assertThat(dress.words().drawn().attributes())
        .extracting(Attribute::database)
        .containsExactly(
            "adverbs",
            "adjectives",
            "nouns",
            "emotions",
            "occupations",
            "actions",
            "artstyles",
            "artstyles",
            "litstyles",
            "colors",
            "colors",
            "colors",
            "viewpoints",
            "gazes",
            "compositions",
            "backstyles");
  }

  @Nested
  class WithAFilter {
    @Test
    void draws_from_what_the_filter_leaves() throws Exception {
      // Of r0 to r99 these leave r7, r17, ..., r97 and r70 to r79: nineteen, r7 first.
      DalleDress dress = filtered("{\"adverbs\":[\"7\"]}");

      Attribute adverb = dress.words().attribute(AttributeName.ADVERB);
      assertThat(adverb.count()).isEqualTo(19);
      // floor(19 * 0.957) = 18, the last one.
      assertThat(adverb.selector()).isEqualTo(18);
      assertThat(adverb.value()).isEqualTo("r97");
      assertThat(dress.words().attribute(AttributeName.NOUN).count()).isEqualTo(100);
    }

    @Test
    void gives_none_when_nothing_is_left() throws Exception {
      DalleDress dress = filtered("{\"adverbs\":[\"no such\"],\"backstyles\":[\"no such\"]}");

      assertThat(dress.words().attribute(AttributeName.ADVERB))
          .isEqualTo(
              new Attribute(
                  "adverbs", "adverb", "f50301", 0xf50301, 0xf50301 / 16777216.0, 0, 0, "none"));
      assertThat(dress.words().attribute(AttributeName.BACK_STYLE).hasNoRecord()).isTrue();
    }

    private DalleDress filtered(String json) throws Exception {
      Path series = Files.createDirectory(folder.resolve("series"));
      Files.writeString(series.resolve("mine.json"), json);
      return Words.numbered(folder, 100).withSeries(series).dress("mine", KNOWN);
    }
  }

  @Nested
  class WithABackStyle {
    private final Words words = Words.bundled();
    private final List<String> records = words.databases().get("backstyles").records();

    @Test
    void takes_the_first_one_unasked() {
      assertThat(make(Optional.empty()).value()).isEqualTo(records.get(0));
    }

    @Test
    void takes_the_one_of_that_word_or_record() {
      String record = records.get(3);

      assertThat(make(Optional.of(record)).value()).isEqualTo(record);
      assertThat(make(Optional.of(record.substring(0, record.indexOf(',')))))
          .isEqualTo(new Attribute("backstyles", "backStyle", "", 0, 0, 12, 3, record));
    }

    @Test
    void refuses_one_that_the_series_does_not_have() {
      assertThatExceptionOfType(UnknownBackStyleException.class)
          .isThrownBy(() -> make(Optional.of("a wide")))
          .satisfies(e -> assertThat(e.received()).isEqualTo("a wide"));
    }

    private Attribute make(Optional<String> backStyle) {
      Series series = words.series("empty");
      return new DressFactory(words.databases())
          .create(series, Address.parse(KNOWN), backStyle)
          .words()
          .attribute(AttributeName.BACK_STYLE);
    }
  }
}
