package dev.dalleserver.openai.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A reader of the values in any text: JSON (also cut off, followed by more, inside a string, or as
 * Python prints it), server-sent events, XML, HTML, plain text.
 */
final class FieldReader {
  private static final int MAX_FIELDS = 1_000;
  private static final int MAX_EMBEDDING = 4;
  private static final int MAX_TEXT = 4_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_MISSING_VALUES)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final Pattern EVENT = Pattern.compile("(?m)^data:[ \\t]*(.*)$");
  private static final Pattern FORM =
      Pattern.compile(
          "[A-Za-z_]{1,40}=[^\\s=&]{1,2000}(?:&[A-Za-z_]{1,40}=[^\\s=&]{0,2000}){0,20}");
  private static final Pattern JSON_START = Pattern.compile("\\{\\s*[\"'}]|\\[\\s*[\\[{\\]]");
  private static final Pattern OBJECT = Pattern.compile("\\{\\s*[\"']");
  private static final Pattern PYTHON_WORD =
      Pattern.compile("(?<=[:,\\[(])(\\s*)(?:None|True|False)\\b");
  private static final Pattern PYTHON_OBJECT = Pattern.compile("\\{\\s*'");
  private static final Pattern MARKUP = Pattern.compile("<(?:[!?]|/?[A-Za-z])[^<]*>");

  private final List<ReportField> fields = new ArrayList<>();
  private int objects;

  private FieldReader() {}

  /** Returns the values in their order; never fails, whatever the text is. */
  static List<ReportField> read(String text) {
    FieldReader reader = new FieldReader();
    reader.readText(text, List.of(), 0, 0);
    return reader.fields;
  }

  private void readText(String raw, List<String> path, int object, int embedding) {
    String text = raw.replace("\uFEFF", "").strip();
    boolean nested = embedding < MAX_EMBEDDING;
    if (text.isEmpty() || fields.size() >= MAX_FIELDS) {
      return;
    }
    if (nested && text.matches("(?s)(?:data|event|id|retry):.*") && readEvents(text, path)) {
      return;
    }
    if (nested && readJson(text, path, object, embedding)) {
      return;
    }
    if (nested && FORM.matcher(text).matches()) {
      readForm(text, path, ++objects);
      return;
    }
    if (text.startsWith("<") && MARKUP.matcher(text).find()) {
      for (ReportField field : MarkupReader.read(text, path, ++objects)) {
        int within = Math.min(embedding + 1, MAX_EMBEDDING);
        readText(field.text(), field.path(), field.object(), within);
      }
      return;
    }
    add(path, text, object);
  }

  /** Reads the pairs of a form, as the token endpoints of OAuth answer. */
  private void readForm(String text, List<String> path, int object) {
    for (String pair : text.split("&")) {
      int sign = pair.indexOf('=');
      String value = pair.substring(sign + 1);
      try {
        value = URLDecoder.decode(value, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException notEncoded) {
        // It is told as it is.
      }
      add(with(path, pair.substring(0, sign)), value, object);
    }
  }

  private void add(List<String> path, String text, int object) {
    if (fields.size() < MAX_FIELDS) {
      String start = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
      String value = LeftoverEscapes.resolve(start);
      fields.add(new ReportField(path, value, object));
    }
  }

  private boolean readEvents(String text, List<String> path) {
    int before = fields.size();
    Matcher events = EVENT.matcher(text);
    while (events.find()) {
      readText(events.group(1), path, ++objects, 1);
    }
    return fields.size() > before;
  }

  /** Reads JSON from its first character, or from the object after a few words. */
  private boolean readJson(String text, List<String> path, int object, int embedding) {
    int start = 0;
    if (text.startsWith("\"")) {
      if (!isOneString(text)) {
        return false;
      }
    } else if (!text.startsWith("{") && !text.startsWith("[")) {
      Matcher inside = OBJECT.matcher(text);
      if (!inside.find()) {
        return false;
      }
      start = inside.start();
    }
    int before = fields.size();
    walk(text.substring(start), path, object, embedding);
    // A list of words in the midst of a sentence is a part of the sentence.
    boolean words = start > 0 || text.startsWith("[");
    boolean found =
        fields.subList(before, fields.size()).stream()
            .map(ReportField::text)
            .anyMatch(value -> hasLetter(value) && (!words || value.contains(" ")));
    // An object of numbers alone may be a status.
    if (!found && !(start == 0 && text.startsWith("{"))) {
      fields.subList(before, fields.size()).clear();
      return start == 0 && JSON_START.matcher(text).lookingAt();
    }
    if (start > 0) {
      add(with(path, "prefix"), text.substring(0, start).strip(), ++objects);
    }
    return true;
  }

  private static boolean isOneString(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      return parser.nextToken() == JsonToken.VALUE_STRING
          && parser.getTextLength() >= 0
          && parser.nextToken() == null;
    } catch (IOException more) {
      return false;
    }
  }

  private static boolean hasLetter(String text) {
    return text.codePoints().anyMatch(Character::isLetter);
  }

  private void walk(String text, List<String> path, int object, int embedding) {
    String json =
        PYTHON_OBJECT.matcher(text).find() ? PYTHON_WORD.matcher(text).replaceAll("$1null") : text;
    String closed = isCutInText(json) ? json + '"' : json;
    Deque<Integer> around = new ArrayDeque<>(List.of(object));
    try (JsonParser parser = JSON.createParser(closed)) {
      JsonToken token = parser.nextToken();
      while (token != null && fields.size() < MAX_FIELDS) {
        if (token == JsonToken.START_OBJECT) {
          around.push(++objects);
        } else if (token == JsonToken.END_OBJECT) {
          around.pop();
        } else if (token == JsonToken.VALUE_STRING) {
          readText(parser.getText(), place(parser, path), around.element(), embedding + 1);
        } else if (token.isNumeric() || token.isBoolean()) {
          add(place(parser, path), parser.getText(), around.element());
        }
        token = parser.nextToken();
      }
    } catch (IOException cutOrNoJson) {
      // What came before it counts: an answer may be cut off, or be followed by more.
    }
  }

  /** Returns true for JSON that ends within a text in double quotes. */
  private static boolean isCutInText(String json) {
    boolean open = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        open = !open;
      }
    }
    return open;
  }

  private static List<String> place(JsonParser parser, List<String> path) {
    LinkedList<String> names = new LinkedList<>();
    for (JsonStreamContext at = parser.getParsingContext(); at != null; at = at.getParent()) {
      if (at.inObject() && at.getCurrentName() != null) {
        names.addFirst(at.getCurrentName());
      }
    }
    names.addAll(0, path);
    return List.copyOf(names);
  }

  private static List<String> with(List<String> path, String name) {
    return Stream.concat(path.stream(), Stream.of(name)).toList();
  }
}
