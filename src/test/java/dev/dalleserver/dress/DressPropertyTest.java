package dev.dalleserver.dress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.Addresses;
import dev.dalleserver.series.Series;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** The contract's arithmetic, done once more in another way, for any address and series. */
@Domain(Addresses.class)
@Domain(DomainContext.Global.class)
class DressPropertyTest {
  private static final Words WORDS = Words.bundled();
  private static final BigInteger TWO_TO_24 = BigInteger.TWO.pow(24);

  /** Name and database of the fifteen, from the contract. */
  private static final List<String> DRAWN =
      List.of(
          "adverb adverbs",
          "adjective adjectives",
          "noun nouns",
          "emotion emotions",
          "occupation occupations",
          "action actions",
          "artStyle1 artstyles",
          "artStyle2 artstyles",
          "litStyle litstyles",
          "color1 colors",
          "color2 colors",
          "color3 colors",
          "viewpoint viewpoints",
          "gaze gazes",
          "composition compositions");

  @Property(tries = 300)
  void every_attribute_is_where_exact_arithmetic_puts_it(
      @ForAll Address address, @ForAll("series") Series series) {
    DalleDress dress = WORDS.dress(series, address);

    String seed = seed(address);
    assertThat(dress.words().seed()).isEqualTo(seed).hasSize(64);
    for (int i = 0; i < DRAWN.size(); i++) {
      String[] names = DRAWN.get(i).split(" ");
      assertDrawn(dress.words().drawn().attributes().get(i), names, seed, 4 * i, series);
    }
    assertThat(dress.words().drawn().attributes()).hasSize(16);
  }

  private static void assertDrawn(
      Attribute attribute, String[] names, String seed, int offset, Series series) {
    // All sixty-four digits as one number, shifted and masked, instead of a piece of the text.
    int bitsBehind = 4 * (64 - offset - 6);
    BigInteger number = new BigInteger(seed, 16).shiftRight(bitsBehind).mod(TWO_TO_24);
    List<String> records =
        WORDS.databases().get(names[1]).records().stream()
            .filter(record -> passes(record, series.filters(names[1])))
            .toList();
    int selector =
        number.multiply(BigInteger.valueOf(records.size())).divide(TWO_TO_24).intValueExact();

    assertThat(attribute.name()).isEqualTo(names[0]);
    assertThat(attribute.number()).isEqualTo(number.longValueExact());
    assertThat(attribute.bytes()).isEqualTo("%06x".formatted(number));
    assertThat(attribute.factor()).isEqualTo(number.doubleValue() / 16777216.0);
    assertThat(attribute.count()).isEqualTo(records.size());
    assertThat(attribute.selector()).isEqualTo(selector);
    assertThat(attribute.value()).isEqualTo(records.get(selector));
  }

  @Property(tries = 100)
  void the_same_address_gives_the_same_dress(
      @ForAll Address address, @ForAll("series") Series series) {
    assertThat(WORDS.dress(series, address)).isEqualTo(WORDS.dress(series, address));
  }

  @Property(tries = 200)
  void the_number_for_painters_fits_a_double_and_differs(@ForAll Address a, @ForAll Address b) {
    long first = new Seed(seed(a)).toNumber();

    assertThat(first).isBetween(0L, (1L << 53) - 1);
    assertThat(first == new Seed(seed(b)).toNumber()).isEqualTo(a.equals(b));
  }

  @Property(tries = 200)
  void a_checksummed_address_is_still_that_address(@ForAll Address address) {
    assertThat(Address.parse(address.checksummed())).isEqualTo(address);
    assertThat(address.checksummed()).isEqualToIgnoringCase(address.value());
  }

  @Provide
  Arbitrary<Series> series() {
    return Arbitraries.of(WORDS.allSeries());
  }

  private static boolean passes(String record, List<String> filters) {
    boolean any = filters.isEmpty();
    for (String filter : filters) {
      any |= record.indexOf(filter) >= 0;
    }
    return any;
  }

  private static String seed(Address address) {
    String digits = address.value().substring(2);
    StringBuilder seed = new StringBuilder(digits);
    for (int i = 39; seed.length() < 64; i--) {
      seed.append(digits.charAt(i));
    }
    return seed.toString();
  }
}
