package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.openai.finder.Finding;
import dev.dalleserver.openai.finder.PartialPictureListener;
import dev.dalleserver.openai.finder.PictureExtractor;
import dev.dalleserver.openai.finder.PictureFinder;
import dev.dalleserver.outbound.BoundedInputStream;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import dev.dalleserver.resilience.Operation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
      AnswerNotes body,
      int status,
      String requestId,
      ReceivedName name,
      PartialPictureListener partials)
      throws IOException, OpenAiFailure {
    AnswerCopy copy =
        new AnswerCopy(
            new BoundedInputStream(body, MAX_ANSWER_BYTES), () -> pictures.begin(name), redaction);
    try {
      return read(copy, body, status, requestId, name, partials);
    } finally {
      copy.discardFile();
    }
  }

  private ImageAnswer read(
      AnswerCopy copy,
      AnswerNotes body,
      int status,
      String requestId,
      ReceivedName name,
      PartialPictureListener partials)
      throws IOException, OpenAiFailure {
    Finding<ArrivingPicture> first =
        PictureFinder.find(copy, () -> arriving(copy, name), copy.without(partials));
    boolean nothing = first.picture().isEmpty() && first.url().isEmpty();
    Finding<ArrivingPicture> found = nothing ? searchAsText(copy, first, name) : first;
    if (found.picture().isPresent()) {
      try (ArrivingPicture picture = found.picture().get()) {
        Received received = picture.complete();
        if (!found.whole()) {
          throw cut(received, found.problem());
        }
        return new ImageAnswer(Optional.of(received), absoluteUrls(found), requestId);
      }
    }
    if (found.url().isEmpty()) {
      // Partial pictures make an answer long; what it says in the end is still short.
      Optional<byte[]> answer = copy.bytes().or(body::withoutLongTexts);
      PicturelessAnswer told =
          new PicturelessAnswer(found, copy.isEmpty() ? Optional.of(new byte[0]) : answer, status);
      throw noPicture(told, () -> keep(copy, name, found.problem()));
    }
    return new ImageAnswer(Optional.empty(), absoluteUrls(found), requestId);
  }

  private ArrivingPicture arriving(AnswerCopy copy, ReceivedName name) throws NotKeptException {
    ArrivingPicture picture = new ArrivingPicture(pictures.begin(name), copy::onPictureDropped);
    copy.onPictureBegun();
    return picture;
  }

  /** Searches a short answer that is not JSON once more, as plain text. */
  private Finding<ArrivingPicture> searchAsText(
      AnswerCopy copy, Finding<ArrivingPicture> first, ReceivedName name) throws IOException {
    if (copy.bytes().isEmpty() || !first.isNotJson()) {
      return first;
    }
    Finding<ArrivingPicture> words =
        PictureFinder.findInText(
            new ByteArrayInputStream(copy.bytes().get()),
            () -> new ArrivingPicture(pictures.begin(name)));
    if (words.picture().isPresent()) {
      return words;
    }
    String answer = text(copy.bytes().get()).strip();
    Optional<byte[]> shown =
        answer.startsWith("<") ? PictureExtractor.documentIn(answer) : Optional.empty();
    if (shown.isEmpty()) {
      return first;
    }
    Finding<ArrivingPicture> within =
        PictureFinder.find(
            new ByteArrayInputStream(shown.get()), () -> new ArrivingPicture(pictures.begin(name)));
    return within.picture().isPresent() || !within.url().isEmpty() ? within : first;
  }

  private List<String> absoluteUrls(Finding<ArrivingPicture> found) {
    return Stream.concat(Stream.of(found.url()), found.otherUrls().stream())
        .filter(url -> !url.isEmpty())
        .map(this::absolute)
        .toList();
  }

  private String absolute(String url) {
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

  /**
   * An answer in which no picture was found.
   *
   * @param answer what the answer says, without its long texts; empty when that is too long
   */
  private record PicturelessAnswer(
      Finding<ArrivingPicture> found, Optional<byte[]> answer, int status) {
    String text() {
      return answer.map(ImageAnswerReader::text).orElse("");
    }
  }

  /**
   * @param kept keeps the answer, and returns the note that says so
   */
  private OpenAiFailure noPicture(PicturelessAnswer told, Supplier<String> kept) {
    Finding<ArrivingPicture> found = told.found();
    Optional<OpenAiFailure> said =
        failures.explain(
            Operation.IMAGE,
            told.status(),
            END_OF_EVENTS.matcher(told.text()).replaceAll(""),
            found.whole());
    if (said.isPresent() && told.answer().flatMap(ImageAnswerReader::error).isPresent()) {
      // The service says itself that there is no picture.
      return said.get();
    }
    String note = kept.get();
    if (said.isPresent()) {
      return said.get().withNote(note, Operation.IMAGE);
    }
    // Not the service answers with nothing, or with something that is no JSON.
    boolean foreign =
        !found.whole() || (told.answer().isPresent() && !RecordingInputStream.isJson(told.text()));
    return new OpenAiFailure(
        foreign ? FailureRule.FRONT_ANSWER : FailureRule.INVALID_ANSWER,
        Operation.IMAGE,
        "the provider's answer makes no sense: " + found.problem() + note);
  }

  private static String text(byte[] answer) {
    return new String(answer, StandardCharsets.UTF_8);
  }

  /** Keeps an answer without a picture, and returns the end of the message that says so. */
  private String keep(AnswerCopy copy, ReceivedName name, String problem) {
    Optional<Received> file = copy.completeFile();
    if (file.isPresent()) {
      String what = SetAsideMessage.describe(file.get());
      return SetAsideMessage.note(what, pictures.setAside(file.get(), problem));
    }
    return copy.bytes()
        .map(
            answer -> {
              byte[] plain =
                  redaction.withoutSecrets(text(answer)).getBytes(StandardCharsets.UTF_8);
              return SetAsideMessage.note(
                  SetAsideMessage.describe(answer), pictures.keepAside(name, plain, problem));
            })
        .orElse("");
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
