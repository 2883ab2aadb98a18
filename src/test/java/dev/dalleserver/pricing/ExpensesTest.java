package dev.dalleserver.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the costs of calls add up, from which the budget and what was spent are told. */
class ExpensesTest {
  private static Expense expense(String operation, String model, String cost, String currency) {
    return new Expense(
        operation, model, 1, new TokenUsage(5, 3, 2, 4, 9), Money.parse(cost), currency);
  }

  private static Money money(String amount) {
    return Money.parse(amount).orElseThrow();
  }

  @Test
  void calls_of_one_kind_to_one_model_are_one_expense_and_no_others_are() {
    Expenses expenses =
        Expenses.NONE
            .plus(expense(Expense.IMAGE, "m", "0.1", "EUR"))
            .plus(expense(Expense.CHAT, "m", "0.2", "EUR"))
            .plus(expense(Expense.IMAGE, "other", "0.4", "EUR"))
            .plus(expense(Expense.IMAGE, "m", "0.8", "USD"))
            .plus(expense(Expense.IMAGE, "m", "1.6", "EUR"));
    assertThat(expenses.calls())
        .extracting(it -> it.operation() + " " + it.model() + " " + it.cost().orElseThrow())
        .containsExactly("image m 1.7", "chat m 0.2", "image other 0.4", "image m 0.8");
    assertThat(expenses.calls().get(0).answers()).isEqualTo(2);
    assertThat(expenses.calls().get(0).tokens()).isEqualTo(new TokenUsage(10, 6, 4, 8, 18));
    assertThat(expenses.cost()).contains(money("3.1"));
    assertThat(expenses.isEmpty()).isFalse();
    assertThat(Expenses.NONE.isEmpty()).isTrue();
    assertThat(Expenses.NONE.cost()).isEmpty();
  }

  @Test
  void a_call_without_a_price_adds_to_those_with_one_in_either_order() {
    Expense priced = expense(Expense.IMAGE, "m", "0.1", "EUR");
    Expense free = expense(Expense.IMAGE, "m", "", "EUR");
    assertThat(free.currency()).isEmpty();
    for (Expenses sum :
        new Expenses[] {
          Expenses.NONE.plus(priced).plus(free), Expenses.NONE.plus(free).plus(priced)
        }) {
      assertThat(sum.calls()).hasSize(1);
      assertThat(sum.calls().get(0).cost()).contains(money("0.1"));
      assertThat(sum.calls().get(0).currency()).isEqualTo("EUR");
    }
  }

  @Test
  void a_sum_is_written_only_where_all_costs_have_one_currency() throws Exception {
    JsonMapper json = new JsonMapper();
    Expenses two =
        Expenses.NONE
            .plus(expense(Expense.IMAGE, "m", "0.1", "EUR"))
            .plus(expense(Expense.IMAGE, "m", "0.8", "USD"));
    assertThat(json.readTree(json.writeValueAsString(two)).has("cost")).isFalse();
    assertThat(json.readTree(json.writeValueAsString(two)).has("currency")).isFalse();
    Expenses one =
        Expenses.NONE
            .plus(expense(Expense.IMAGE, "m", "0.1", "EUR"))
            .plus(expense(Expense.CHAT, "n", "", ""));
    assertThat(json.readTree(json.writeValueAsString(one)).get("cost").asText()).isEqualTo("0.1");
  }

  @Test
  void what_the_file_leaves_out_is_empty() throws Exception {
    Expenses read =
        Expenses.parse(new JsonMapper().readTree("{\"calls\":[{\"answers\":1,\"later\":2}]}"));
    assertThat(read.calls())
        .containsExactly(new Expense("", "", 1, TokenUsage.NONE, Optional.empty(), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "1e3", ".5", "1.", "1,5", "NaN", "1234567890", "0.1234567890123", " 1"})
  void other_texts_are_no_amounts(String text) {
    assertThat(Money.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.00, 0",
    "2.50, 2.5",
    "100, 100",
    "999999999, 999999999",
    "0.000000000001, 0.000000000001"
  })
  void an_amount_is_written_plainly(String text, String written) {
    assertThat(money(text).text()).isEqualTo(written);
    assertThat(money(text)).hasToString(written);
    assertThat(money(text).isZero()).isEqualTo(written.equals("0"));
    assertThat(Money.ofStored(text)).isEqualTo(money(text));
  }

  @Test
  void a_difference_is_never_below_zero() {
    assertThat(money("3").minus(money("1.5"))).isEqualTo(money("1.5"));
    assertThat(money("1").minus(money("3"))).isEqualTo(Money.ZERO);
    assertThat(money("1")).isLessThan(money("1.1")).isEqualByComparingTo(money("1.0"));
  }

  @Test
  void tokens_of_unknown_kind_are_text() {
    assertThat(new TokenUsage(10, 0, 3, 0, 0).textInput()).isEqualTo(7);
    assertThat(new TokenUsage(2, 0, 3, 0, 0).textInput()).isZero();
  }

  @Test
  void the_quality_that_the_provider_tells_counts() {
    assertThat(new ImageTerms("auto", "auto")).isEqualTo(ImageTerms.UNKNOWN);
    ImageTerms low = new ImageTerms("1024x1024", "low");
    assertThat(low.withQuality("high")).isEqualTo(new ImageTerms("1024x1024", "high"));
    assertThat(low.withQuality("")).isEqualTo(low);
  }

  @Test
  void a_prompt_has_a_price_only_by_tokens() throws Exception {
    PriceTable prices =
        new PriceTable(
            "EUR",
            Map.of(
                "tokens",
                new ModelPrices(
                    List.of(),
                    Optional.of(new TokenPrices(money("1"), money("0"), money("3"))),
                    ModelPrices.DEFAULT_TOKENS_PER_IMAGE)));
    assertThat(prices.isEmpty()).isFalse();
    assertThat(PriceTable.NONE.isEmpty()).isTrue();
    assertThat(prices.hasPromptPrice("tokens")).isTrue();
    assertThat(prices.hasImagePrice("tokens")).isTrue();
    assertThat(prices.hasPromptPrice("other")).isFalse();
    assertThat(prices.hasImagePrice("other")).isFalse();
    assertThat(prices.estimatePrompt("tokens")).contains(money("0.008"));
    assertThat(prices.estimatePrompt("other")).isEmpty();
    assertThat(prices.cost("tokens", new TokenUsage(0, 0, 0, 4, 4))).contains(money("0.000012"));
    assertThat(prices.cost("tokens", new TokenUsage(4, 4, 0, 0, 4))).contains(money("0.000004"));
    assertThat(prices.cheapestImage("tokens")).contains(money("0.0215"));
    assertThat(prices.cheapestImage("other")).isEmpty();
  }
}
