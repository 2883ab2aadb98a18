package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.dress.Dress;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.ProgressListener.Stage;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import dev.dalleserver.pricing.ImageTerms;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A provider of pictures from the images API. */
final class OpenAiImages implements ImageProvider {
  private static final String INLINE = "b64_json";

  /** The parameters that the API does not have; it has no seed either. */
  private static final List<String> IGNORED_PARAMETERS = List.of("steps", "cfgScale", "sampler");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String NO_SIZE = "none";

  private static final String PAINTED_OVER =
      "the provider's content filter has flagged the picture and painted it over in one colour";

  private static final String KEPT =
      "the picture is paid for and its URL is kept: the next request fetches it";

  /** Providers delete pictures soon; a URL that is refused for so long is not waited for. */
  private static final Duration MAX_WAIT_FOR_DOWNLOAD = Duration.ofHours(24);

  private final OptionalParameters parameters = new OptionalParameters();
  private final String model;
  private final String quality;
  private final String givenSize;
  private final ImageModel imageModel;
  private final ImageCalls calls;
  private final ReceivedPictures pictures;
  private final PictureCodec codec;
  private final Clock clock;
  private final Redaction redaction;
  private final KeptUrls urls;

  OpenAiImages(
      OpenAiSettings settings,
      ImageCalls calls,
      ReceivedPictures pictures,
      PictureCodec codec,
      Clock clock) {
    this.pictures = pictures;
    this.urls = new KeptUrls(pictures, settings.apiKey());
    this.model = settings.imageModel();
    this.redaction = new Redaction(settings.apiKey());
    this.quality = settings.imageQuality();
    this.givenSize = settings.imageSize();
    this.imageModel = ImageModel.of(model);
    this.calls = calls;
    this.codec = codec;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public String model() {
    return model;
  }

  /** Returns the parameters that the model does not take, as far as it was asked. */
  List<String> parametersLeftOut() {
    return parameters.rejectedBy(model);
  }

  @Override
  public boolean isPaid() {
    return true;
  }

  @Override
  public ImageTerms terms(PaintRequest request) {
    return new ImageTerms(size(request).orElse(""), imageModel.quality(quality).orElse(""));
  }

  @Override
  public PaintedImage paint(
      PaintRequest request, ProgressListener listener, Cancellation cancellation)
      throws JobException, CancelledException {
    listener.onProgress(Stage.LOADING, 0, 0);
    ObjectNode body = body(request);
    askForPreviews(body, listener.wantedPreviews());
    PaintObserver observer = new PaintObserver(listener);
    listener.onProgress(Stage.DIFFUSION, 0, 0);
    ImageAnswer answer =
        parameters.send(
            model,
            body,
            sent ->
                calls.generate(
                    sent,
                    request.receivedAs(),
                    observer,
                    listener,
                    () -> new StreamedPreviews(codec, listener, cancellation),
                    cancellation));
    listener.onProgress(Stage.DECODING, 0, 0);
    if (answer.picture().isPresent()) {
      Received inside =
          calls.downloads().extract(answer.picture().get(), request.receivedAs(), cancellation);
      return finished(inside, answer, INLINE, request, cancellation);
    }
    // On disk before the download: from here on a kill, too, leaves what has been paid for.
    boolean kept = urls.keep(answer.urls(), request.receivedAs());
    try {
      Received fetched =
          calls.downloads().fetch(answer.urls(), request.receivedAs(), true, cancellation);
      return finished(fetched, answer, "url", request, cancellation);
    } catch (OpenAiFailure failure) {
      boolean later = kept && !isAboutBytes(failure.rule());
      throw later ? failure.withHint(KEPT, Operation.DOWNLOAD) : failure;
    }
  }

  private void askForPreviews(ObjectNode body, int wanted) {
    if (ImageModel.streams(model) && wanted > 0) {
      body.put(OptionalParameters.STREAM, true);
      body.put(OptionalParameters.PARTIAL_IMAGES, wanted);
    }
  }

  @Override
  public Optional<PaintedImage> findReceived(PaintRequest request, Cancellation cancellation)
      throws JobException, CancelledException {
    Optional<Received> found = pictures.find(request.receivedAs());
    while (found.isPresent()) {
      Received picture = found.get();
      try {
        if (urls.isUrl(picture)) {
          return fetchKept(picture, request, cancellation);
        }
        Received inside = calls.downloads().extract(picture, request.receivedAs(), cancellation);
        return Optional.of(received(inside, request, cancellation));
      } catch (PictureCodec.UnreadablePictureException | IOException fault) {
        cancellation.check();
        if (!picture.isGone()) {
          throw failure(picture, fault);
        }
        // An earlier run that was ended has stored it meanwhile.
        found = pictures.find(request.receivedAs());
      }
    }
    return Optional.empty();
  }

  /**
   * Fetches the picture behind a URL that an earlier call has paid for.
   *
   * @return empty when it is gone for good; the URL is forgotten then
   * @throws OpenAiFailure when it may come later; the URL stays
   */
  private Optional<PaintedImage> fetchKept(
      Received file, PaintRequest request, Cancellation cancellation)
      throws JobException, CancelledException, IOException {
    List<String> places = urls.open(file);
    if (places.isEmpty()) {
      pictures.delete(file);
      return Optional.empty();
    }
    try {
      Received fetched = calls.downloads().fetch(places, request.receivedAs(), false, cancellation);
      ImageAnswer answer = new ImageAnswer(Optional.empty(), places, "");
      return Optional.of(finished(fetched, answer, "url", request, cancellation));
    } catch (OpenAiFailure failure) {
      if (isAboutBytes(failure.rule())) {
        throw failure;
      }
      boolean old = clock.instant().isAfter(file.receivedAt().plus(MAX_WAIT_FOR_DOWNLOAD));
      if (old || isGone(failure.rule())) {
        pictures.delete(file);
        return Optional.empty();
      }
      throw failure.withHint(KEPT, Operation.DOWNLOAD);
    }
  }

  /** Returns true for a picture whose PNG has too few bytes to show anything. */
  private static boolean isOfOneColour(PictureCodec.Png png) {
    long pixels = (long) png.size().width() * png.size().height();
    return png.png().length <= 128 + pixels / 100;
  }

  /** Returns true when the picture came, so that its bytes have replaced the URL on disk. */
  private static boolean isAboutBytes(FailureRule rule) {
    return rule == FailureRule.BAD_PICTURE || rule == FailureRule.NOT_KEPT;
  }

  /** Returns true when the picture's server has no picture at the URL, or refuses to send it. */
  private static boolean isGone(FailureRule rule) {
    return switch (rule) {
      case NOT_THERE, REJECTED, KEY_REFUSED, REFUSED, QUOTA, INVALID_ANSWER, EMPTY, TOO_LARGE ->
          true;
      default -> false;
    };
  }

  @Override
  public Optional<PaintedImage> findSetAside(
      PaintRequest request, Instant since, Cancellation cancellation) throws CancelledException {
    for (Received picture : pictures.findSetAside(request.receivedAs(), since)) {
      try {
        Received inside = calls.downloads().extractWithoutFetching(picture, request.receivedAs());
        return Optional.of(received(inside, request, cancellation));
      } catch (PictureCodec.UnreadablePictureException stillUnreadable) {
        pictures.markUnreadable(picture);
      } catch (OpenAiFailure | IOException notNow) {
        // The disk may be full, or a thread that stops has interrupted reading.
        cancellation.check();
      }
    }
    return Optional.empty();
  }

  /** Decodes a picture that an earlier call has received. */
  private PaintedImage received(Received picture, PaintRequest request, Cancellation cancellation)
      throws PictureCodec.UnreadablePictureException, CancelledException, IOException {
    PictureCodec.Png png = decoded(picture, request, cancellation);
    return image(png, picture, ImageAnswer.of(picture), INLINE, request, picture.receivedAt());
  }

  private PaintedImage finished(
      Received picture,
      ImageAnswer answer,
      String mode,
      PaintRequest request,
      Cancellation cancellation)
      throws OpenAiFailure, CancelledException {
    try {
      PictureCodec.Png png = decoded(picture, request, cancellation);
      if (answer.flagged() && isOfOneColour(png)) {
        // It is not kept: it shows nothing, and would be taken for the picture by the next request.
        pictures.delete(picture);
        throw new OpenAiFailure(FailureRule.REFUSED, Operation.IMAGE, PAINTED_OVER);
      }
      return image(png, picture, answer, mode, request, clock.instant());
    } catch (PictureCodec.UnreadablePictureException bad) {
      throw failure(picture, bad);
    } catch (IOException fault) {
      // The end of the run interrupts reading.
      cancellation.check();
      throw failure(picture, fault);
    }
  }

  private PictureCodec.Png decoded(
      Received picture, PaintRequest request, Cancellation cancellation)
      throws PictureCodec.UnreadablePictureException, CancelledException, IOException {
    return codec.reencode(picture, PictureCodec.MAX_PIXELS, request.size(), cancellation);
  }

  private PaintedImage image(
      PictureCodec.Png png,
      Received picture,
      ImageAnswer answer,
      String mode,
      PaintRequest request,
      Instant createdAt) {
    PaintedImage image =
        new PaintedImage(
            png.png(),
            png.size(),
            request.seed(),
            mode,
            redaction.publicUrl(answer.url()),
            answer.requestId(),
            createdAt,
            IGNORED_PARAMETERS,
            Optional.of(picture));
    return image.withNotes(answer.notes());
  }

  private OpenAiFailure failure(Received picture, Exception fault) {
    if (fault instanceof IOException unread) {
      // It stays where it is: the next request for this picture reads it again.
      return new OpenAiFailure(
          FailureRule.NOT_KEPT,
          Operation.IMAGE,
          "the picture was received and cannot be read again: " + pictures.describe(unread));
    }
    String reason = PlainReason.of(fault);
    String what = SetAsideMessage.describe(picture);
    boolean otherFormat =
        fault instanceof PictureCodec.UnreadablePictureException bad && bad.isOtherFormat();
    String remedy = otherFormat ? "; have it sent as one of these" : "";
    Optional<String> kept = pictures.setAside(picture, reason);
    return new OpenAiFailure(
        FailureRule.BAD_PICTURE,
        Operation.IMAGE,
        "the provider sent no usable picture: "
            + reason
            + remedy
            + SetAsideMessage.note(what, kept));
  }

  /** Returns the request's body, members in the order of the API's reference. */
  ObjectNode body(PaintRequest request) {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", model);
    body.put("prompt", imageModel.truncate(prompt(request)));
    body.put("n", 1);
    size(request).ifPresent(size -> body.put("size", size));
    imageModel.quality(quality).ifPresent(word -> body.put("quality", word));
    if (imageModel.responseFormat()) {
      body.put("response_format", "b64_json");
    } else {
      body.put("output_format", "png");
    }
    return body;
  }

  /** Returns the size to ask for; empty where the operator wants none to be sent. */
  private Optional<String> size(PaintRequest request) {
    if (givenSize.isEmpty()) {
      return Optional.of(fittingSize(request).toString());
    }
    return Optional.of(givenSize).filter(size -> !size.equals(NO_SIZE));
  }

  private ImageSize fittingSize(PaintRequest request) {
    return request
        .size()
        .map(imageModel::nearest)
        .orElseGet(
            () ->
                request
                    .dress()
                    .map(Dress::orientation)
                    .map(imageModel::forOrientation)
                    .orElse(imageModel.square()));
  }

  /** Returns the prompt, with the negative prompt in words, since the API has no field for it. */
  private static String prompt(PaintRequest request) {
    String unwanted = request.tuning().negativePrompt().strip();
    return unwanted.isEmpty()
        ? request.prompt()
        : request.prompt() + "\n\nThe picture must not show: " + unwanted;
  }
}
