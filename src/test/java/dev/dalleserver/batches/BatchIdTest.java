package dev.dalleserver.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dalleserver.picture.BatchId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchIdTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_0_abcdefghi",
        "gen_1767355200000_0123z5678",
        "gen_9223372036854775807_zzzzzzzzz"
      })
  void an_id_is_shown_as_it_is_read(String text) {
    assertThat(BatchId.parse(text)).contains(new BatchId(text));
    assertThat(new BatchId(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gen_",
        "gen_1_abcdefgh",
        "gen_1_abcdefghij",
        "gen__abcdefghi",
        "gen_1_ABCDEFGHI",
        "gen_1_../../../",
        "gen_1_abcdefghi/",
        "../gen_1_abcdefghi",
        "gen_1_abcdefghi\n",
        "gen_12345678901234567890_abcdefghi",
        "gen_-1_abcdefghi"
      })
  void nothing_else_becomes_the_name_of_a_folder(String text) {
    assertThat(BatchId.parse(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new BatchId(text));
  }

  @Test
  void begins_with_the_time_and_ends_with_nine_letters_of_chance() {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(1_767_355_200_000L), ZoneOffset.UTC);
    BatchIdGenerator ids = new BatchIdGenerator(clock, new Random(1));
    Set<String> seen = new HashSet<>();
    Set<Integer> letters = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      String id = ids.get().value();
      assertThat(id).startsWith("gen_1767355200000_");
      seen.add(id);
      id.substring(id.length() - 9).chars().forEach(letters::add);
    }
    assertThat(seen).hasSize(200);
    assertThat(letters).as("every digit and letter comes").hasSize(36);
  }
}
