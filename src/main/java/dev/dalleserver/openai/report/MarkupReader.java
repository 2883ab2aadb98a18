package dev.dalleserver.openai.report;

import dev.dalleserver.text.UnseenMarkup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A reader of the values in XML and HTML. Of a page only the title and the first heading count, or
 * its text where it has neither. Reads with patterns rather than a parser: pages are seldom
 * well-formed, and no entity is ever resolved.
 */
final class MarkupReader {
  /** Pages are larger, but say what they have to say at the beginning. */
  private static final int MAX_LENGTH = 16_384;

  private static final Pattern PAGE =
      Pattern.compile("(?i)<(?:!doctype html|html|head|body|title|h1|center|div|p)\\b");
  private static final Pattern TITLE = Pattern.compile("(?i)<title[^<>]*+>([^<]*)");
  private static final Pattern HEADING = Pattern.compile("(?is)<h[12][^<>]*+>(.{0,500}?)</h[12]>");
  private static final Pattern PARAGRAPH =
      Pattern.compile("(?is)<(p|pre|li|td)\\b[^<>]*+>(?<words>.{0,2000}?)</\\1>");
  private static final Pattern TAG = Pattern.compile("<[^<>]*>");
  private static final Pattern ELEMENT =
      Pattern.compile("<([A-Za-z_][\\w.:-]*)[^<>]*>([^<]*)</\\1\\s*>");
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "(?i)\\s(message|msg|code|error|detail|reason|description)\\s?=\\s?\"([^\"<>]{1,1000})\"");
  private static final Pattern CDATA = Pattern.compile("(?s)<!\\[CDATA\\[(.*?)(?:]]>|\\z)");
  private static final Pattern ENTITY = Pattern.compile("&(#x?[0-9A-Fa-f]{1,6}|[A-Za-z]{2,6});");

  private MarkupReader() {}

  static List<ReportField> read(String text, List<String> path, int object) {
    String markup = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
    if (PAGE.matcher(markup).find()) {
      return page(markup).stream().map(line -> new ReportField(path, line, object)).toList();
    }
    String xml =
        CDATA
            .matcher(markup)
            .replaceAll(data -> Matcher.quoteReplacement(data.group(1).replace("<", "&lt;")));
    List<ReportField> fields = new ArrayList<>();
    Matcher attributes = ATTRIBUTE.matcher(xml);
    while (attributes.find()) {
      List<String> place = Stream.concat(path.stream(), Stream.of(attributes.group(1))).toList();
      fields.add(new ReportField(place, decoded(attributes.group(2)), object));
    }
    Matcher elements = ELEMENT.matcher(xml);
    while (elements.find()) {
      String name = elements.group(1).replaceFirst("^.*:", "");
      String value = decoded(elements.group(2));
      if (!value.isEmpty()) {
        List<String> place = Stream.concat(path.stream(), Stream.of(name)).toList();
        fields.add(new ReportField(place, value, object));
      }
    }
    String words = decoded(TAG.matcher(xml).replaceAll(" "));
    return fields.isEmpty() && !words.isEmpty()
        ? List.of(new ReportField(path, words, object))
        : fields;
  }

  private static Optional<String> page(String html) {
    String title = first(TITLE, html);
    String heading = first(HEADING, html);
    if (title.toLowerCase(Locale.ROOT).contains(heading.toLowerCase(Locale.ROOT))) {
      heading = "";
    }
    String line = title.isEmpty() || heading.isEmpty() ? title + heading : title + ": " + heading;
    if (!SentenceFinder.isInformative(line)) {
      line = paragraph(html).orElse(line);
    }
    if (line.isEmpty()) {
      line = decoded(TAG.matcher(UnseenMarkup.replace(html, " ")).replaceAll(" "));
    }
    return Optional.of(line).filter(words -> !words.isEmpty());
  }

  /** Returns the first paragraph that says something. */
  private static Optional<String> paragraph(String html) {
    return PARAGRAPH
        .matcher(UnseenMarkup.replace(html, " "))
        .results()
        .map(found -> decoded(TAG.matcher(found.group(2)).replaceAll(" ")))
        .filter(SentenceFinder::isInformative)
        .findFirst();
  }

  private static String first(Pattern pattern, String html) {
    return pattern
        .matcher(html)
        .results()
        .map(found -> decoded(TAG.matcher(found.group(1)).replaceAll(" ")))
        .filter(words -> !words.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String decoded(String text) {
    return withoutEntities(text).replaceAll("\\s+", " ").strip();
  }

  /** Replaces the entities that are known; an ampersand that comes of it is not looked at again. */
  static String withoutEntities(String text) {
    return ENTITY.matcher(text).replaceAll(entity -> Matcher.quoteReplacement(character(entity)));
  }

  private static String character(MatchResult entity) {
    String name = entity.group(1);
    if (name.startsWith("#")) {
      boolean hex = name.startsWith("#x") || name.startsWith("#X");
      try {
        int point =
            hex ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
        return Character.isValidCodePoint(point) ? Character.toString(point) : " ";
      } catch (NumberFormatException noNumber) {
        return entity.group();
      }
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "lt" -> "<";
      case "gt" -> ">";
      case "amp" -> "&";
      case "quot" -> "\"";
      case "apos" -> "'";
      case "nbsp" -> " ";
      default -> entity.group();
    };
  }
}
