package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.openai.finder.Finding;
import dev.dalleserver.openai.finder.Partials;
import dev.dalleserver.openai.finder.PictureFinder;
import dev.dalleserver.outbound.BoundedInputStream;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import dev.dalleserver.resilience.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * A reader of the answer of an images call. The picture goes straight to disk while it arrives,
 * wherever in the answer it is, and is safe there as soon as its last byte has come; nothing after
 * it is read, since an error in the rest must not lose the picture. An answer without a picture is
 * kept when it is small: it may have been paid for, and shows what to change.
 */
final class ImageAnswerReader {
  /**
   * Base64 is a third longer than what it encodes, and events may bring partial pictures before the
   * last one; the rest of an answer is small.
   */
  private static final long MAX_ANSWER_BYTES = 4 * (PictureLimit.MAX_BYTES / 3 * 4L) + (1 << 20);

  /** Ends a stream, and says nothing. */
  private static final Pattern END_OF_EVENTS = Pattern.compile("(?m)^data: ?\\[DONE]\\s*$");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final FailureReader failures;
  private final Redaction redaction;
  private final ReceivedPictures pictures;
  private final Optional<HttpUrl> base;

  /**
   * @param pictures keeps what arrives
   * @param baseUrl where the API is; relative URLs of pictures count from there
   */
  ImageAnswerReader(
      FailureReader failures, Redaction redaction, ReceivedPictures pictures, String baseUrl) {
    this.failures = failures;
    this.redaction = redaction;
    this.pictures = pictures;
    this.base = Optional.ofNullable(HttpUrl.parse(baseUrl + "/"));
  }

  /**
   * @param status one of success
   * @param name under which the picture is kept
   * @param partials receives partial pictures
   * @throws NotKeptException when the disk does not take the picture
   * @throws IOException when the answer is cut by the connection, or too large
   * @throws OpenAiFailure when it holds no picture; the message says what it holds
   */
  ImageAnswer read(
      AnswerNotes body, int status, String requestId, ReceivedName name, Partials partials)
      throws IOException, OpenAiFailure {
    AnswerCopy copy = new AnswerCopy(new BoundedInputStream(body, MAX_ANSWER_BYTES));
    Finding<ArrivingPicture> found =
        PictureFinder.find(copy, () -> new ArrivingPicture(pictures.begin(name)), partials);
    if (found.picture().isPresent()) {
      try (ArrivingPicture picture = found.picture().get()) {
        Received received = picture.complete();
        if (!found.whole()) {
          throw cut(received, found.problem());
        }
        return new ImageAnswer(Optional.of(received), absolute(found.url()), requestId);
      }
    }
    if (found.url().isEmpty()) {
      // Partial pictures make an answer long; what it says in the end is still short.
      Optional<byte[]> answer = copy.bytes().or(body::withoutLongTexts);
      throw nothing(found, copy.isEmpty() ? Optional.of(new byte[0]) : answer, status, name);
    }
    return new ImageAnswer(Optional.empty(), absolute(found.url()), requestId);
  }

  private String absolute(String url) {
    if (url.isEmpty()) {
      return "";
    }
    return base.map(root -> root.resolve(url)).map(HttpUrl::toString).orElse(url);
  }

  private OpenAiFailure cut(Received part, String problem) {
    String what = SetAsideMessage.describe(part);
    Optional<String> kept = pictures.setAside(part, "the answer ends before the picture does");
    return new OpenAiFailure(
        FailureRule.FRONT_ANSWER,
        Operation.IMAGE,
        "the provider's answer was cut: " + problem + SetAsideMessage.note(what, kept));
  }

  private OpenAiFailure nothing(
      Finding<ArrivingPicture> found, Optional<byte[]> answer, int status, ReceivedName name) {
    Optional<OpenAiFailure> said =
        failures.explain(
            Operation.IMAGE,
            status,
            END_OF_EVENTS.matcher(answer.map(ImageAnswerReader::text).orElse("")).replaceAll(""),
            found.whole());
    if (said.isPresent() && answer.flatMap(ImageAnswerReader::error).isPresent()) {
      // The service says itself that there is no picture.
      return said.get();
    }
    Optional<byte[]> worthKeeping = answer.filter(bytes -> bytes.length > 0);
    Optional<String> kept = worthKeeping.flatMap(bytes -> keep(bytes, name, found.problem()));
    String note =
        SetAsideMessage.note(worthKeeping.map(SetAsideMessage::describe).orElse(""), kept);
    if (said.isPresent()) {
      return said.get().withNote(note, Operation.IMAGE);
    }
    // Not the service answers with nothing, or with something that is no JSON.
    boolean foreign =
        !found.whole()
            || answer
                .map(ImageAnswerReader::text)
                .filter(text -> !RecordedHead.isJson(text))
                .isPresent();
    return new OpenAiFailure(
        foreign ? FailureRule.FRONT_ANSWER : FailureRule.INVALID_ANSWER,
        Operation.IMAGE,
        "the provider's answer makes no sense: " + found.problem() + note);
  }

  private static String text(byte[] answer) {
    return new String(answer, StandardCharsets.UTF_8);
  }

  private Optional<String> keep(byte[] answer, ReceivedName name, String problem) {
    String text = redaction.withoutSecrets(text(answer));
    return pictures.keepAside(name, text.getBytes(StandardCharsets.UTF_8), problem);
  }

  /** Finds the error that came with a status of success, in a document or in events. */
  private static Optional<JsonNode> error(byte[] answer) {
    String text = text(answer);
    return text.lines()
        .filter(line -> line.startsWith("data:"))
        .map(line -> line.substring("data:".length()))
        .map(ImageAnswerReader::errorOf)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> errorOf(text));
  }

  private static Optional<JsonNode> errorOf(String document) {
    try {
      JsonNode error = JSON.readTree(document).path("error");
      boolean told =
          error.isObject() ? !error.isEmpty() : error.isTextual() && !error.asText().isBlank();
      return told ? Optional.of(error) : Optional.empty();
    } catch (IOException noJson) {
      return Optional.empty();
    }
  }
}
