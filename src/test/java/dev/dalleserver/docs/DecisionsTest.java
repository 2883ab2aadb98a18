package dev.dalleserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A decision is found by its number. */
class DecisionsTest {
  private static final Pattern HEADING =
      Pattern.compile("(?m)^## (\\d+)\\. (\\d{4}-\\d{2}-\\d{2}) \\S.*$");

  @Test
  void decisions_stand_in_the_order_of_their_numbers_and_no_number_is_used_twice()
      throws IOException {
    String page = Files.readString(Path.of("docs", "decisions.md"));
    List<MatchResult> headings = HEADING.matcher(page).results().toList();
    List<Integer> numbers = headings.stream().map(it -> Integer.valueOf(it.group(1))).toList();
    assertThat(numbers).hasSizeGreaterThan(200).isSorted().doesNotHaveDuplicates();
    assertThat(headings.stream().map(it -> it.group(2))).isSorted();
    assertThat(page.lines().filter(line -> line.startsWith("## "))).hasSameSizeAs(numbers);
  }
}
