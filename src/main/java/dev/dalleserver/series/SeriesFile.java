package dev.dalleserver.series;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.picture.StoredJson;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JSON form of a series on disk. A missing member or null means no filters; unknown members are
 * ignored, with a warning, since files of other versions may have them; but not one that has the
 * filters of a list and nearly its name. Ignored too are trailing commas, empty filters and null
 * among filters, which the original's files may have.
 */
final class SeriesFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Far longer than any list of words needs to be; a longer file is not a series. */
  static final int MAX_BYTES = 1024 * 1024;

  private SeriesFile() {}

  /** Writes a series in the form that {@link #parse} reads. */
  static byte[] write(Series series) {
    ObjectNode json = JSON.createObjectNode();
    json.put("suffix", series.suffix().value());
    json.put("purpose", series.purpose());
    for (String list : AttributeDatabases.NAMES) {
      ArrayNode filters = json.putArray(list);
      series.filters(list).forEach(filters::add);
    }
    json.put("colorLimit", series.colorLimit());
    json.put("version", series.version());
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Parses a file.
   *
   * @param file the name of the file in an error
   * @throws BrokenFileException when it is not a series
   */
  static Series parse(
      SeriesName name, String file, byte[] content, Source source, Instant modifiedAt)
      throws BrokenFileException {
    JsonNode root = read(file, content);
    if (root.isMissingNode()) {
      throw new BrokenFileException(file, "the file is empty");
    }
    if (!root.isObject()) {
      throw new BrokenFileException(file, 1, "not a JSON object");
    }
    Optional<String> lost = SeriesFields.findMisspeltFilter(root);
    if (lost.isPresent()) {
      // Without this filter it would draw, and pay for, words that its author has excluded.
      throw new BrokenFileException(file, lost.get());
    }
    return of(name, file, root, source, modifiedAt);
  }

  /** Returns one text for each field of a series that has no effect. */
  static List<String> unknownFields(byte[] content) {
    try {
      return SeriesFields.unknown(StoredJson.read(content));
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * Returns true for the definition of a series that was deleted in the original, which keeps the
   * file; it cannot be drawn from.
   */
  static boolean isDeleted(byte[] content) {
    try {
      return StoredJson.read(content).path("deleted").asBoolean(false);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Returns true for the definition of a series that its owner has deleted in the original, and not
   * in this server, which then stores nothing else in the definition.
   */
  static boolean isDeletedInOriginal(byte[] content) {
    try {
      return isDeleted(content) && StoredJson.read(content).size() > 1;
    } catch (IOException e) {
      return false;
    }
  }

  /** Creates a series from a JSON object. */
  static Series of(SeriesName name, String file, JsonNode root, Source source, Instant modifiedAt)
      throws BrokenFileException {
    Members members = new Members(file, root);
    return new Series(
        name,
        members.text("purpose", ""),
        source,
        members.texts("adverbs"),
        members.texts("adjectives"),
        members.texts("nouns"),
        members.texts("emotions"),
        members.texts("occupations"),
        members.texts("actions"),
        members.texts("artstyles"),
        members.texts("litstyles"),
        members.texts("colors"),
        members.texts("viewpoints"),
        members.texts("gazes"),
        members.texts("backstyles"),
        members.texts("compositions"),
        members.count("colorLimit"),
        members.text("version", ""),
        modifiedAt);
  }

  private static JsonNode read(String file, byte[] content) throws BrokenFileException {
    try {
      return StoredJson.readWhole(content);
    } catch (JsonEOFException e) {
      // Its own message refers to settings of the parser.
      throw new BrokenFileException(file, line(e), "the file ends within a value");
    } catch (JsonProcessingException e) {
      throw new BrokenFileException(file, line(e), PlainReason.of(e));
    } catch (IOException e) {
      throw new BrokenFileException(file, 1, "not JSON in UTF-8");
    }
  }

  private static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
  }

  /** Typed access to the members of one file. */
  private record Members(String file, JsonNode root) {
    String text(String name, String defaultText) throws BrokenFileException {
      JsonNode node = SeriesFields.find(root, name);
      if (node.isMissingNode() || node.isNull()) {
        return defaultText;
      }
      if (!node.isValueNode()) {
        throw new BrokenFileException(file, name + " must be a string");
      }
      return node.asText();
    }

    int count(String name) throws BrokenFileException {
      JsonNode node = SeriesFields.find(root, name);
      if (node.isMissingNode() || node.isNull()) {
        return 0;
      }
      if (!node.isTextual()
          && !(node.isNumber()
              && node.canConvertToExactIntegral()
              && node.canConvertToInt()
              && node.intValue() >= 0)) {
        throw new BrokenFileException(file, name + " must be a whole number from 0");
      }
      return ColorLimit.of(node).number();
    }

    List<String> texts(String name) throws BrokenFileException {
      JsonNode node = SeriesFields.find(root, name);
      if (node.isMissingNode() || node.isNull()) {
        return List.of();
      }
      List<String> texts = new ArrayList<>();
      for (JsonNode element : node.isArray() ? node : JSON.createArrayNode().add(node)) {
        if (!element.isTextual() && !element.isNull()) {
          throw new BrokenFileException(file, name + " must be a list of strings");
        }
        if (element.asText().length() > FilterLimits.MAX_FILTER_LENGTH) {
          throw new BrokenFileException(
              file,
              name
                  + " has a filter of more than "
                  + FilterLimits.MAX_FILTER_LENGTH
                  + " characters");
        }
        if (!element.isNull() && !element.asText().isEmpty()) {
          texts.add(element.asText());
        }
      }
      if (texts.size() > FilterLimits.MAX_FILTERS) {
        throw new BrokenFileException(
            file, name + " has more than " + FilterLimits.MAX_FILTERS + " filters");
      }
      return texts;
    }
  }
}
