package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.openai.report.ErrorCause;
import dev.dalleserver.openai.report.ErrorReport;
import dev.dalleserver.openai.report.UsageReader;
import dev.dalleserver.pictures.PaintingNotes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A stream that remembers what an answer says beside its picture, while another reader takes the
 * picture out of it: all bytes but those of long texts, which are pictures. Once that reader has
 * its picture, the rest of the answer is read for a moment; no fault in it loses the picture.
 */
final class AnswerNotes extends FilterInputStream {
  /** Texts that are longer are left out. */
  private static final int MAX_TEXT_BYTES = 64 << 10;

  /** What is remembered at most. */
  private static final int MAX_BYTES = 512 << 10;

  /** What may follow a picture: a provider's usage, and further members. */
  private static final int MAX_REST_BYTES = 256 << 10;

  private static final int OK = 200;
  private static final long REST_MILLIS = 1000;
  private static final int MAX_PROMPT_LENGTH = 32_000;
  private static final Pattern WORD = Pattern.compile("[a-z0-9_-]{1,32}");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private byte[] kept = new byte[1024];
  private int length;
  private boolean overflow;
  private boolean inText;
  private boolean escaped;
  private int textStart;
  private boolean leavingOut;

  AnswerNotes(InputStream answer) {
    super(answer);
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      keep((byte) value);
    }
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int most) throws IOException {
    int count = in.read(target, offset, most);
    for (int i = 0; i < count; i++) {
      keep(target[offset + i]);
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Returns what was read so far, without its long texts; empty when even that is long. */
  Optional<byte[]> withoutLongTexts() {
    return overflow ? Optional.empty() : Optional.of(Arrays.copyOf(kept, length));
  }

  /** Does nothing: the other reader closes it, and the rest is still to be read. */
  @Override
  public void close() {}

  /** Reads the rest of the answer, at most for a moment, and returns what the answer says. */
  PaintingNotes finish() {
    try {
      if (in instanceof RecordingInputStream answer) {
        answer.limitRest(REST_MILLIS);
      }
      byte[] buffer = new byte[8192];
      int rest = 0;
      int count = 0;
      while (count >= 0 && rest < MAX_REST_BYTES) {
        rest += count;
        count = read(buffer, 0, buffer.length);
      }
    } catch (IOException unread) {
      // The picture is there; what was read of the rest may still say something.
    }
    return readSoFar();
  }

  /** Returns what the part of the answer says that was read. */
  PaintingNotes readSoFar() {
    return documents().stream()
        .map(AnswerNotes::notes)
        .filter(told -> !told.equals(PaintingNotes.NONE))
        .reduce((earlier, later) -> later)
        .orElse(PaintingNotes.NONE);
  }

  /** Returns true when what was read says that a filter has found something in the picture. */
  boolean reportsFilter() {
    String text = new String(kept, 0, length, StandardCharsets.UTF_8);
    return ErrorReport.ofSuccess(OK, text, true).cause() == ErrorCause.MODERATION;
  }

  private void keep(byte value) {
    boolean quote = value == '"' && !escaped;
    escaped = inText && value == '\\' && !escaped;
    if (quote) {
      inText = !inText;
      textStart = length + 1;
      leavingOut = false;
    } else if (inText && !leavingOut && length - textStart >= MAX_TEXT_BYTES) {
      // The whole text is left out, so that none is cut within a character or an escape.
      leavingOut = true;
      length = textStart;
    }
    if (leavingOut || overflow) {
      return;
    }
    if (length == MAX_BYTES) {
      overflow = true;
      return;
    }
    if (length == kept.length) {
      kept = Arrays.copyOf(kept, 2 * length);
    }
    kept[length++] = value;
  }

  /** Returns the answer as one document, or the documents of its events. */
  private List<JsonNode> documents() {
    String text = new String(kept, 0, length, StandardCharsets.UTF_8);
    Optional<JsonNode> whole = parse(text);
    if (whole.isPresent()) {
      return List.of(whole.get());
    }
    List<JsonNode> events = new ArrayList<>();
    text.lines()
        .filter(line -> line.startsWith("data:"))
        .forEach(line -> parse(line.substring("data:".length())).ifPresent(events::add));
    return events;
  }

  private static Optional<JsonNode> parse(String text) {
    try {
      JsonNode document = JSON.readTree(text);
      return Optional.of(document).filter(JsonNode::isObject);
    } catch (IOException noJson) {
      return Optional.empty();
    }
  }

  private static PaintingNotes notes(JsonNode answer) {
    JsonNode data = answer.path("data");
    JsonNode picture = data.isArray() ? data.path(0) : data;
    return new PaintingNotes(
        UsageReader.ofAnswer(answer),
        prompt(picture, answer),
        word(picture, answer, "quality"),
        word(picture, answer, "background"));
  }

  private static String prompt(JsonNode picture, JsonNode answer) {
    String text = text(picture, answer, "revised_prompt").strip();
    return text.length() > MAX_PROMPT_LENGTH ? "" : text;
  }

  private static String word(JsonNode picture, JsonNode answer, String member) {
    String text = text(picture, answer, member);
    return WORD.matcher(text).matches() ? text : "";
  }

  private static String text(JsonNode picture, JsonNode answer, String member) {
    String own = picture.path(member).asText("");
    return own.isEmpty() ? answer.path(member).asText("") : own;
  }
}
