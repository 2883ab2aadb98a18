package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.openai.finder.Finding;
import dev.dalleserver.openai.finder.PictureFinder;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import dev.dalleserver.resilience.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
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
   * @param name under which the picture is kept
   * @throws NotKeptException when the disk does not take the picture
   * @throws IOException when the answer is cut by the connection, or too large
   * @throws OpenAiFailure when it holds no picture; the message says what it holds
   */
  ImageAnswer read(InputStream body, String requestId, ReceivedName name)
      throws IOException, OpenAiFailure {
    AnswerCopy copy = new AnswerCopy(new BoundedInputStream(body, MAX_ANSWER_BYTES));
    Finding<ArrivingPicture> found =
        PictureFinder.find(copy, () -> new ArrivingPicture(pictures.begin(name)));
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
      throw nothing(found.problem(), copy.bytes(), name);
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
    String what = SetAside.describe(part);
    Optional<String> kept = pictures.setAside(part, "the answer ends before the picture does");
    return invalid("the provider's answer was cut: " + problem + SetAside.note(what, kept));
  }

  private OpenAiFailure nothing(String problem, Optional<byte[]> answer, ReceivedName name) {
    Optional<JsonNode> error = answer.flatMap(ImageAnswerReader::error);
    if (error.isPresent()) {
      return failures.readFromSuccess(Operation.IMAGE, error.get());
    }
    Optional<String> kept = answer.flatMap(bytes -> keep(bytes, name, problem));
    String what = answer.map(SetAside::describe).orElse("");
    return invalid("the provider's answer makes no sense: " + problem + SetAside.note(what, kept));
  }

  private Optional<String> keep(byte[] answer, ReceivedName name, String problem) {
    String text = redaction.withoutSecrets(new String(answer, StandardCharsets.UTF_8));
    return pictures.setAside(name, text.getBytes(StandardCharsets.UTF_8), problem);
  }

  /** Finds the error that came with a status of success, in a document or in events. */
  private static Optional<JsonNode> error(byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
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

  private static OpenAiFailure invalid(String message) {
    return new OpenAiFailure(FailureRule.INVALID_ANSWER, Operation.IMAGE, message);
  }
}
