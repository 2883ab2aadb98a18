package dev.dalleserver.web.collections;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.AddressList;
import dev.dalleserver.collections.CollectionService;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ContentTypeFilter;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.ErrorMapping;
import dev.dalleserver.web.http.Parameters;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request for a collection entry by entry, as JSON or as a text of lines; the body is never
 * held a second time.
 */
final class CollectionRequestReader {
  /** The longest body: the most addresses in JSON, each on an indented line, and as much again. */
  static final int MAX_BYTES = 12 << 20;

  private static final int MAX_NAME = 200;
  private static final int MAX_TEXT = 10_000;
  private static final int MAX_WORKERS = 256;
  private static final String NEW =
      "{\"name\": ..., \"series\": ..., \"addresses\": [...]} as application/json, or lines as"
          + " text/plain with ?series=";
  private static final String MORE =
      "{\"addresses\": [...]} as application/json, or lines as text/plain";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(MAX_TEXT).maxNestingDepth(10).build())
          .build();

  private final AddressIntake intake;

  /** The collection that gets more addresses; null when the request is for a new one. */
  private final @Nullable AddressCollection existing;

  /** What the request may look like, for those that are refused. */
  private final String expected;

  private @Nullable String name;
  private @Nullable String series;
  private @Nullable Integer workers;
  private boolean listed;

  /**
   * Creates a reader of requests for a new collection.
   *
   * @param most addresses
   */
  CollectionRequestReader(int most) {
    this.intake = new AddressIntake(most, AddressList.EMPTY);
    this.existing = null;
    this.expected = NEW;
  }

  /**
   * Creates a reader of requests for more addresses of a collection.
   *
   * @param most addresses that it may have then
   */
  CollectionRequestReader(int most, AddressCollection existing) {
    this.intake = new AddressIntake(most, existing.addresses());
    this.existing = existing;
    this.expected = MORE;
  }

  /**
   * Reads the request.
   *
   * @throws ApiError when it cannot be a collection
   */
  CollectionRequest read(Context ctx) {
    String declared = ContentTypeFilter.declaredType(ctx);
    String type =
        declared == null ? "" : declared.toLowerCase(Locale.ROOT).split(";", -1)[0].strip();
    name = ctx.queryParam("name");
    series = ctx.queryParam("series");
    workers =
        Parameters.text(ctx, "workers").isPresent()
            ? (Integer) Parameters.number(ctx, "workers", 1, 1, MAX_WORKERS)
            : null;
    // The whole body has arrived already: reading it waits for no client.
    try (InputStream body = ctx.bodyInputStream()) {
      if (type.equals("text/plain") || type.equals("text/csv")) {
        new AddressLines(body).forEach(intake::takeLine);
      } else if (type.isEmpty() || type.matches("(application|text)/([a-z0-9.+-]+\\+)?json")) {
        readJson(body);
      } else {
        throw new ApiError(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "the body must be JSON or plain text",
            "received " + ErrorMapping.echo(type) + "; expected " + expected);
      }
    } catch (JsonProcessingException e) {
      throw malformed("no JSON" + place(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return request();
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " at line %d, column %d"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private CollectionRequest request() {
    SeriesName seriesName = series();
    AddressList addresses = intake.addresses();
    return new CollectionRequest(
        new CollectionService.Request(
            name(addresses.size()), seriesName, addresses, Optional.ofNullable(workers)),
        intake.duplicates(),
        intake.repeated(),
        intake.invalidCount(),
        intake.invalid());
  }

  private SeriesName series() {
    String given = series == null ? "" : series.strip();
    if (existing != null) {
      SeriesName own = existing.facts().series();
      if (given.isEmpty() || SeriesName.parse(given).equals(own)) {
        return own;
      }
      throw new ApiError(
          ErrorCode.INVALID_REQUEST,
          "the collection has another series",
          "received '" + ErrorMapping.echo(given) + "'; expected " + own + ", or none");
    }
    if (given.isEmpty()) {
      throw new ApiError(
          ErrorCode.MISSING_PARAMETER, "the series is missing", "expected " + expected);
    }
    return SeriesName.parse(given);
  }

  private String name(int size) {
    String given = name == null ? "" : name.strip();
    if (given.length() > MAX_NAME || given.chars().anyMatch(Character::isISOControl)) {
      throw new ApiError(
          ErrorCode.INVALID_REQUEST,
          "the name cannot be used",
          "received '"
              + ErrorMapping.echo(given)
              + "'; expected at most "
              + MAX_NAME
              + " characters in one line");
    }
    return given.isEmpty() ? size + " addresses" : given;
  }

  private void readJson(InputStream body) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("no object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (member) {
          case "name" -> name = text(parser, value, member);
          case "series" -> series = text(parser, value, member);
          case "workers" -> workers = workers(parser, value);
          case "addresses" -> readAddresses(parser, value);
          default -> parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw malformed("more than one object");
      }
    }
    if (!listed) {
      throw new ApiError(
          ErrorCode.MISSING_PARAMETER, "addresses are missing", "expected " + expected);
    }
  }

  private String text(JsonParser parser, JsonToken value, String member) throws IOException {
    if (value != JsonToken.VALUE_STRING) {
      throw wrongType(member, "a text");
    }
    return parser.getText();
  }

  private int workers(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() == JsonParser.NumberType.INT
        && parser.getIntValue() >= 1
        && parser.getIntValue() <= MAX_WORKERS) {
      return parser.getIntValue();
    }
    throw wrongType("workers", "a whole number from 1 to " + MAX_WORKERS);
  }

  private void readAddresses(JsonParser parser, JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      throw wrongType("addresses", "a list of texts");
    }
    listed = true;
    int number = 0;
    for (JsonToken entry = parser.nextToken();
        entry != JsonToken.END_ARRAY;
        entry = parser.nextToken()) {
      number++;
      if (entry == JsonToken.VALUE_STRING) {
        intake.takeEntry(number, parser.getText());
      } else if (entry == null) {
        throw malformed("JSON that breaks off before its end");
      } else {
        String shown = entry.isScalarValue() ? parser.getText() : entry.asString();
        parser.skipChildren();
        intake.refuse(number, shown == null ? "" : shown, "not a text");
      }
    }
  }

  private ApiError wrongType(String member, String kind) {
    return new ApiError(
        ErrorCode.INVALID_REQUEST, member + " must be " + kind, "expected " + expected);
  }

  private ApiError malformed(String received) {
    return new ApiError(
        ErrorCode.INVALID_REQUEST,
        "the body is not a JSON object",
        "received " + received + "; expected " + expected);
  }
}
