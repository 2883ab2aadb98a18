package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.pricing.ImageTerms;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.pricing.PriceTable;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --prices-file} and {@code --daily-budget}. */
class PricesFileTest {
  private static final String BOTH =
      "{\"models\":{\"gpt-image-2\":{\"perImage\":0.04},"
          + "\"gpt-5.4-mini\":{\"perMillionTokens\":{\"input\":1,\"output\":2}}}}";

  @TempDir Path folder;

  private Loading file(String text) {
    return new Loading(folder).file("p.json", text);
  }

  private static String[] with(String... more) {
    String[] all = new String[more.length + 1];
    all[0] = "--prices-file=p.json";
    System.arraycopy(more, 0, all, 1, more.length);
    return all;
  }

  @Test
  void is_read_at_the_start() {
    PriceTable prices = file(BOTH).settings(with()).spending().prices();
    assertThat(prices.currency()).isEqualTo("USD");
    assertThat(prices.estimateImage("gpt-image-2", ImageTerms.UNKNOWN))
        .contains(Money.parse("0.04").orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | it is no JSON, see line 1",
        "[] | it is []; accepted: an object",
        "{} | models is missing",
        "{'modells':{}} | it has the unknown member modells; accepted: currency, models",
        "{'currency':'usd','models':{}} | currency is \"usd\"; accepted: three capital letters",
        "{'models':{}} | models is {}; accepted: an object with a member for each model",
        "{'models':{'m':{}}} | models.m is {}; accepted: perImage or perMillionTokens, or both",
        "{'models':{'m':{'perImage':-1}}} | models.m.perImage is -1; accepted: a price from 0",
        "{'models':{'m':{'perImage':1e99}}} | models.m.perImage is 1E+99; accepted: a price",
        "{'models':{'m':{'perImage':'4 cents'}}} | models.m.perImage is \"4 cents\"",
        "{'models':{'m':{'perImage':{}}}} | models.m.perImage is {}",
        "{'models':{'m':{'perImage':{'HD':1}}}} | models.m.perImage has the member HD",
        "{'models':{'m':{'perImage':{'hd low':1}}}} | models.m.perImage has the member hd low",
        "{'models':{'m':{'perMillionTokens':{'input':1}}}} | models.m.perMillionTokens.output is",
        "{'models':{'m':{'perMillionTokens':{'output':1}}}} | models.m.perMillionTokens.input is",
        "{'models':{'m':{'perMillionTokens':{'in':1}}}} | models.m.perMillionTokens has the",
        "{'models':{'m':{'perImage':1,'tokensPerImage':0}}} | models.m.tokensPerImage is 0",
        "{'models':{'m':{'perImage':1},'m':{'perImage':2}}} | it is no JSON, see line 1"
      },
      quoteCharacter = '`')
  void a_wrong_one_ends_the_start_and_says_where_it_is_wrong(String text, String problem) {
    assertThat(file(text.replace('\'', '"')).problems(with()))
        .singleElement()
        .asString()
        .startsWith("--prices-file: got \"p.json\", and " + problem);
  }

  @Test
  void one_that_is_not_there_ends_the_start() {
    assertThat(new Loading(folder).problems("--prices-file=none.json"))
        .singleElement()
        .asString()
        .startsWith(
            "--prices-file: got \"none.json\", and there is no such file or folder; accepted: a ");
  }

  @Test
  void a_budget_needs_prices_of_every_model_that_is_asked() {
    assertThat(new Loading(folder).problems("--daily-budget=2.5"))
        .singleElement()
        .asString()
        .startsWith("--daily-budget: got \"2.5\" without prices; accepted: with --prices-file");
    Loading asking = file(BOTH).with("OPENAI_API_KEY", "sk-0123456789");
    assertThat(asking.settings(with("--daily-budget=2.50")).spending().dailyBudget().text())
        .isEqualTo("2.5");
    assertThat(asking.problems(with("--daily-budget=2.5", "--image-model=x")))
        .singleElement()
        .asString()
        .startsWith("--daily-budget: the prices have none for the image model \"x\"");
    assertThat(asking.problems(with("--daily-budget=2.5", "--enhancement-model=gpt-image-2")))
        .singleElement()
        .asString()
        .startsWith("--daily-budget: the prices have none for the enhancement model");
    asking.settings(with("--daily-budget=2.5", "--enhancement-model=y", "--no-enhance"));
  }

  @ParameterizedTest
  @CsvSource({"-1", "1e3", "NaN", "1000000000", "0.0000000000001", "'1,50'", "$5"})
  void a_budget_that_is_no_amount_is_refused(String amount) {
    assertThat(file(BOTH).problems(with("--daily-budget=" + amount)))
        .singleElement()
        .asString()
        .startsWith("--daily-budget: got ");
  }
}
