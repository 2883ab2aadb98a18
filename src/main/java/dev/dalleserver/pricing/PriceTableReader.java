package dev.dalleserver.pricing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a price table: {@code {"currency": "USD", "models": {"<model>": {"perImage": ...,
 * "perMillionTokens": ..., "tokensPerImage": ...}}}}. Every member that is not known is an error,
 * since a misspelt one would make pictures free.
 */
public final class PriceTableReader {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final Pattern SIZE = Pattern.compile("\\d{1,5}x\\d{1,5}");
  private static final Pattern QUALITY = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
  private static final String ANY = "*";
  private static final int SHOWN_LENGTH = 60;
  private static final String PER_IMAGE = "perImage";
  private static final String PER_TOKENS = "perMillionTokens";
  private static final String TOKENS_PER_IMAGE = "tokensPerImage";
  private static final String PRICE =
      "a price from 0 to 999999999 with at most 12 decimals, such as 0.04";

  private PriceTableReader() {}

  /**
   * Reads the text of a file.
   *
   * @throws InvalidPricesException when it is no price table
   */
  public static PriceTable read(String text) throws InvalidPricesException {
    JsonNode file = parse(text);
    requireMembers(file, "", Set.of("currency", "models"));
    String currency = file.path("currency").asText("USD");
    if (!CURRENCY.matcher(currency).matches()) {
      throw wrong("currency", file.path("currency"), "three capital letters such as USD");
    }
    JsonNode models = file.path("models");
    if (!models.isObject() || models.isEmpty()) {
      throw wrong("models", models, "an object with a member for each model");
    }
    Map<String, ModelPrices> prices = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> model : models.properties()) {
      prices.put(model.getKey(), model("models." + model.getKey(), model.getValue()));
    }
    return new PriceTable(currency, prices);
  }

  private static JsonNode parse(String text) throws InvalidPricesException {
    try {
      return JSON.readTree(text.replace("\uFEFF", ""));
    } catch (JsonProcessingException bad) {
      String line = bad.getLocation() == null ? "?" : "" + bad.getLocation().getLineNr();
      throw new InvalidPricesException(
          "it is no JSON, see line " + line + "; accepted: a price table in JSON");
    }
  }

  private static ModelPrices model(String where, JsonNode model) throws InvalidPricesException {
    requireMembers(model, where, Set.of(PER_IMAGE, PER_TOKENS, TOKENS_PER_IMAGE));
    if (!model.has(PER_IMAGE) && !model.has(PER_TOKENS)) {
      throw wrong(where, model, PER_IMAGE + " or " + PER_TOKENS + ", or both");
    }
    JsonNode count = model.path(TOKENS_PER_IMAGE);
    if (model.has(TOKENS_PER_IMAGE)
        && !(count.isIntegralNumber() && count.canConvertToInt() && count.intValue() > 0)) {
      throw wrong(where + "." + TOKENS_PER_IMAGE, count, "a whole number above 0");
    }
    return new ModelPrices(
        model.has(PER_IMAGE) ? images(where + "." + PER_IMAGE, model.get(PER_IMAGE)) : List.of(),
        model.has(PER_TOKENS)
            ? Optional.of(tokens(where + "." + PER_TOKENS, model.get(PER_TOKENS)))
            : Optional.empty(),
        count.asLong(ModelPrices.DEFAULT_TOKENS_PER_IMAGE));
  }

  private static List<ImagePrice> images(String where, JsonNode given)
      throws InvalidPricesException {
    if (!given.isObject()) {
      return List.of(new ImagePrice("", "", price(where, given)));
    }
    if (given.isEmpty()) {
      throw wrong(where, given, "a price, or prices by quality and size");
    }
    List<ImagePrice> prices = new ArrayList<>();
    for (Map.Entry<String, JsonNode> row : given.properties()) {
      prices.add(image(where, row.getKey(), price(where + "." + row.getKey(), row.getValue())));
    }
    return prices;
  }

  private static ImagePrice image(String where, String terms, Money price)
      throws InvalidPricesException {
    String size = "";
    String quality = "";
    for (String word : terms.split(" ", -1)) {
      if (SIZE.matcher(word).matches() && size.isEmpty()) {
        size = word;
      } else if (QUALITY.matcher(word).matches() && quality.isEmpty()) {
        quality = word;
      } else if (!terms.equals(ANY)) {
        throw new InvalidPricesException(
            where
                + " has the member "
                + shown(terms)
                + "; accepted: a quality, a size such as 1024x1024, both with a space between, or "
                + ANY);
      }
    }
    return new ImagePrice(size, quality, price);
  }

  private static TokenPrices tokens(String where, JsonNode given) throws InvalidPricesException {
    requireMembers(given, where, Set.of("input", "inputText", "inputImage", "output"));
    if (!given.has("output")) {
      throw wrong(where + ".output", given.path("output"), PRICE);
    }
    if (!given.has("input") && !given.has("inputText")) {
      throw wrong(where + ".input", given.path("input"), PRICE + ", or inputText and inputImage");
    }
    Money input = given.has("input") ? price(where + ".input", given.get("input")) : Money.ZERO;
    Money text =
        given.has("inputText") ? price(where + ".inputText", given.get("inputText")) : input;
    Money image =
        given.has("inputImage")
            ? price(where + ".inputImage", given.get("inputImage"))
            : given.has("input") ? input : text;
    return new TokenPrices(text, image, price(where + ".output", given.get("output")));
  }

  private static Money price(String where, JsonNode given) throws InvalidPricesException {
    boolean isPrice = given.isNumber() || given.isTextual();
    String text = given.isNumber() ? plain(given) : given.asText();
    Optional<Money> price = isPrice ? Money.parse(text) : Optional.empty();
    if (price.isEmpty()) {
      throw wrong(where, given, PRICE);
    }
    return price.get();
  }

  /** Returns the digits of a number; those of one with a huge exponent are never written out. */
  private static String plain(JsonNode number) {
    return Math.abs((long) number.decimalValue().scale()) > 30
        ? number.asText()
        : number.decimalValue().toPlainString();
  }

  private static void requireMembers(JsonNode given, String where, Set<String> known)
      throws InvalidPricesException {
    if (!given.isObject()) {
      throw wrong(where, given, "an object");
    }
    for (Iterator<String> names = given.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw new InvalidPricesException(
            (where.isEmpty() ? "it" : where)
                + " has the unknown member "
                + shown(name)
                + "; accepted: "
                + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  private static InvalidPricesException wrong(String where, JsonNode got, String accepted) {
    return new InvalidPricesException(
        (where.isEmpty() ? "it" : where)
            + (got.isMissingNode() ? " is missing" : " is " + shown(got.toString()))
            + "; accepted: "
            + accepted);
  }

  private static String shown(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ");
    return clean.length() > SHOWN_LENGTH ? clean.substring(0, SHOWN_LENGTH) + "..." : clean;
  }
}
