package dev.dalleserver.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prices, exact to the last digit. */
class PriceTableTest {
  private static PriceTable table(String models) throws InvalidPricesException {
    return PriceTableReader.read("{\"models\":{" + models.replace('\'', '"') + "}}");
  }

  private static Money money(String amount) {
    return Money.parse(amount).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "1024x1024, high, 0.167",
    "1024x1024, low, 0.011",
    // What the provider chooses may be the dearest.
    "1024x1024, auto, 0.167",
    "'', low, 0.011",
    "1536x1024, high, 0.25",
    "1536x1024, low, 0.02",
    "512x512, low, 0.02",
    "'', '', 0.167"
  })
  void the_price_that_says_most_about_a_picture_counts(String size, String quality, String price)
      throws InvalidPricesException {
    PriceTable prices =
        table(
            "'m':{'perImage':{'low 1024x1024':0.011,'high 1024x1024':0.167,'high':'0.25',"
                + "'*':0.02}}");
    assertThat(prices.estimateImage("m", new ImageTerms(size, quality))).contains(money(price));
    assertThat(prices.estimateImage("other", ImageTerms.UNKNOWN)).isEmpty();
    assertThat(prices.cheapestImage("m")).contains(money("0.011"));
  }

  @Test
  void a_picture_that_no_row_is_for_costs_the_most() throws InvalidPricesException {
    PriceTable prices = table("'m':{'perImage':{'low':0.01,'high':0.2}}");
    assertThat(prices.estimateImage("m", new ImageTerms("", "medium"))).contains(money("0.2"));
  }

  @Test
  void tokens_cost_what_they_cost_to_the_last_digit() throws InvalidPricesException {
    PriceTable prices =
        table("'m':{'perMillionTokens':{'inputText':0.1,'inputImage':0.7,'output':0.3}}");
    assertThat(prices.cost("m", new TokenUsage(10, 0, 3, 1, 11))).contains(money("0.0000031"));
    assertThat(prices.cost("m", TokenUsage.NONE)).isEmpty();
    assertThat(prices.estimateImage("m", ImageTerms.UNKNOWN)).contains(money("0.00215"));
  }

  @Test
  void a_million_small_costs_add_up_exactly() {
    Money sum = Money.ZERO;
    for (int i = 0; i < 1_000_000; i++) {
      sum = sum.plus(money("0.1"));
    }
    assertThat(sum).isEqualTo(money("100000"));
    assertThat(sum.text()).isEqualTo("100000");
  }

  @Test
  void the_json_form_keeps_every_digit_and_what_is_foreign_is_no_expense() throws Exception {
    Expense expense =
        new Expense(
            Expense.IMAGE,
            "m",
            1,
            new TokenUsage(1, 1, 0, 2, 3),
            Optional.of(money("0.000000000001")),
            "EUR");
    Expenses expenses = Expenses.NONE.plus(expense).plus(expense);
    JsonMapper json = new JsonMapper();
    String text = json.writeValueAsString(expenses);
    assertThat(text)
        .isEqualTo(
            "{\"calls\":[{\"operation\":\"image\",\"model\":\"m\",\"answers\":2,\"inputTokens\":2,"
                + "\"inputTextTokens\":2,\"inputImageTokens\":0,\"outputTokens\":4,"
                + "\"totalTokens\":6,\"cost\":\"0.000000000002\",\"currency\":\"EUR\"}],"
                + "\"cost\":\"0.000000000002\",\"currency\":\"EUR\"}");
    assertThat(Expenses.parse(json.readTree(text))).isEqualTo(expenses);
    for (String foreign :
        new String[] {"null", "[]", "{}", "{\"calls\":3}", "{\"calls\":[{\"cost\":\"-1\"}]}"}) {
      assertThat(Expenses.parse(json.readTree(foreign)).isEmpty()).as(foreign).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'perImage':1,'perMillionToken':1",
        "'perImage':1,'tokensPerImage':1.5",
        "'perImage':1,'tokensPerImage':0",
        "'perImage':1,'tokensPerImage':-1",
        "'perImage':1,'tokensPerImage':10000000000",
        "'perImage':1,'tokensPerImage':'1'",
        "'perImage':1e-31",
        "'perImage':1e31"
      })
  void what_could_make_pictures_free_is_refused(String model) {
    assertThatExceptionOfType(InvalidPricesException.class)
        .isThrownBy(() -> table("'m':{" + model + "}"));
  }

  @Test
  void pictures_in_requests_cost_what_text_costs_where_nothing_else_is_said()
      throws InvalidPricesException {
    TokenUsage usage = new TokenUsage(1_000_000, 0, 1_000_000, 0, 1_000_000);
    assertThat(table("'m':{'perMillionTokens':{'inputText':2,'output':3}}").cost("m", usage))
        .contains(money("2"));
    assertThat(table("'m':{'perMillionTokens':{'input':4,'output':3}}").cost("m", usage))
        .contains(money("4"));
    assertThat(
            table("'m':{'perMillionTokens':{'input':4,'inputText':2,'output':3}}").cost("m", usage))
        .contains(money("4"));
  }
}
