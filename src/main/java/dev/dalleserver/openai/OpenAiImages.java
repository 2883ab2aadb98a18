package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.generation.Cancellation;
import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.generation.GenerationException;
import dev.dalleserver.generation.ImageProvider;
import dev.dalleserver.generation.ImageSize;
import dev.dalleserver.generation.PaintRequest;
import dev.dalleserver.generation.PaintedImage;
import dev.dalleserver.generation.PictureCodec;
import dev.dalleserver.generation.ProgressListener;
import dev.dalleserver.generation.ProgressListener.Stage;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Pictures from the images API. */
final class OpenAiImages implements ImageProvider {
  private static final long MOST_PIXELS = 16_000_000;
  private static final int ORIENTATION_COLUMN = 2;

  /** The API knows neither these nor a seed. */
  private static final List<String> WITHOUT_EFFECT = List.of("steps", "cfgScale", "sampler");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final OptionalParameters parameters =
      new OptionalParameters(Set.of("quality", "output_format", "response_format"));
  private final String model;
  private final String quality;
  private final ImageModel accepts;
  private final ImageCalls calls;
  private final PictureCodec codec;
  private final Clock clock;

  OpenAiImages(OpenAiSettings settings, ImageCalls calls, PictureCodec codec, Clock clock) {
    this.model = settings.imageModel();
    this.quality = settings.imageQuality();
    this.accepts = ImageModel.of(model);
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

  @Override
  public boolean paid() {
    return true;
  }

  @Override
  public PaintedImage paint(
      PaintRequest request, ProgressListener listener, Cancellation cancellation)
      throws GenerationException, CancelledException {
    listener.onProgress(Stage.LOADING, 0, 0);
    ObjectNode body = body(request);
    listener.onProgress(Stage.DIFFUSION, 0, 0);
    ImageAnswer answer = parameters.send(model, body, sent -> calls.generate(sent, cancellation));
    listener.onProgress(Stage.DECODING, 0, 0);
    byte[] bytes = answer.inline() ? answer.picture() : calls.download(answer.url(), cancellation);
    PictureCodec.Png png = checked(bytes, request);
    return new PaintedImage(
        png.png(),
        png.size(),
        request.seed(),
        answer.inline() ? "b64_json" : "url",
        answer.url(),
        answer.requestId(),
        clock.instant(),
        WITHOUT_EFFECT);
  }

  private PictureCodec.Png checked(byte[] bytes, PaintRequest request) throws OpenAiFailure {
    try {
      return codec.reencode(bytes, MOST_PIXELS, request.size());
    } catch (PictureCodec.UnreadablePictureException bad) {
      throw new OpenAiFailure(
          FailureRule.BAD_PICTURE,
          Operation.IMAGE,
          "the provider sent no usable picture: " + bad.getMessage());
    }
  }

  /** The request's body, members in the order of the API's reference. */
  ObjectNode body(PaintRequest request) {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", model);
    body.put("prompt", accepts.fit(prompt(request)));
    body.put("n", 1);
    body.put("size", size(request).toString());
    accepts.quality(quality).ifPresent(word -> body.put("quality", word));
    if (accepts.responseFormat()) {
      body.put("response_format", "b64_json");
    } else {
      body.put("output_format", "png");
    }
    return body;
  }

  private ImageSize size(PaintRequest request) {
    return request
        .size()
        .map(accepts::nearest)
        .orElseGet(
            () ->
                request
                    .dress()
                    .map(dress -> dress.attribute(AttributeName.VIEWPOINT))
                    .map(viewpoint -> viewpoint.column(ORIENTATION_COLUMN))
                    .map(accepts::forOrientation)
                    .orElse(accepts.square()));
  }

  /** The API has no field for what is not wanted; the words say it. */
  private static String prompt(PaintRequest request) {
    String unwanted = request.tuning().negativePrompt().strip();
    return unwanted.isEmpty()
        ? request.prompt()
        : request.prompt() + "\n\nThe picture must not show: " + unwanted;
  }
}
