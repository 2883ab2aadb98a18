package dev.dalleserver.batches;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PictureEncoder.Encoding;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request for a batch, as JSON for the processes that may take it up. */
@JsonIgnoreProperties(ignoreUnknown = true)
record WrittenRequest(
    String prompt,
    int width,
    int height,
    int steps,
    double cfgScale,
    String sampler,
    String negativePrompt,
    @Nullable Long seed,
    int count,
    Delivery.Limits limits,
    PictureFormat format,
    int quality,
    int partialImages) {
  private static final JsonMapper JSON = new JsonMapper();

  static String write(BatchRequest request) {
    PaintRequest.Tuning tuning = request.tuning();
    Delivery delivery = request.delivery();
    WrittenRequest written =
        new WrittenRequest(
            request.prompt(),
            request.size().width(),
            request.size().height(),
            tuning.steps(),
            tuning.cfgScale(),
            tuning.sampler(),
            tuning.negativePrompt(),
            request.seed().isPresent() ? request.seed().getAsLong() : null,
            request.count(),
            delivery.limits(),
            delivery.encoding().format(),
            delivery.encoding().quality(),
            delivery.partialImages());
    try {
      return JSON.writeValueAsString(written);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a request is made of texts and numbers", e);
    }
  }

  static BatchRequest read(String json) {
    try {
      return JSON.readValue(json, WrittenRequest.class).toRequest();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a request for a batch", e);
    }
  }

  private BatchRequest toRequest() {
    return new BatchRequest(
        prompt,
        new ImageSize(width, height),
        new PaintRequest.Tuning(steps, cfgScale, sampler, negativePrompt),
        seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
        count,
        new Delivery(limits, new Encoding(format, quality), partialImages));
  }
}
