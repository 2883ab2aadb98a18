package dev.dalleserver.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchImage;
import dev.dalleserver.batches.BatchProgress;
import dev.dalleserver.batches.BatchState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * The JSON of a batch as the contract shows it: without an envelope, and without members that are
 * empty.
 */
public final class BatchJson {
  /** The path of all batches; that of one is below it. */
  public static final String PATH = "/v1/images/generations";

  /** Writes the bytes of the n-th image as a JSON string. */
  @FunctionalInterface
  public interface Pictures {
    void write(JsonGenerator json, int n) throws IOException;
  }

  private BatchJson() {}

  /**
   * Renders a batch without the images' bytes and a request id, for readers that share it.
   *
   * @param prefix the path in front of every path in links; empty for none
   */
  public static byte[] render(Batch batch, BatchState state, String prefix) {
    return render(batch, state, prefix, Optional.empty());
  }

  /** Renders the whole answer without the images' bytes. */
  public static byte[] render(
      Batch batch, BatchState state, String prefix, Optional<String> requestId) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(out, batch, state, prefix, Optional.empty(), requestId);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Streams the whole answer; {@code out} stays open. */
  public static void write(
      OutputStream out,
      Batch batch,
      BatchState state,
      String prefix,
      Optional<Pictures> pictures,
      Optional<String> requestId)
      throws IOException {
    try (JsonGenerator json = JsonEncoder.mapper().createGenerator(out)) {
      json.writeStartObject();
      writeMembers(json, batch, state, prefix, pictures);
      if (requestId.isPresent()) {
        json.writeStringField("request_id", requestId.get());
      }
      json.writeEndObject();
    }
  }

  static void writeMembers(
      JsonGenerator json, Batch batch, BatchState state, String prefix, Optional<Pictures> pictures)
      throws IOException {
    json.writeStringField("id", batch.id().value());
    json.writeStringField("status", state.status());
    json.writeNumberField("createdAt", batch.created().unixMillis());
    json.writeNumberField("updatedAt", state.updated().unixMillis());
    Optional<BatchProgress> progress = batch.progress(state);
    if (progress.isPresent()) {
      json.writePOJOField("progress", rounded(progress.get()));
    }
    if (state instanceof BatchState.Complete complete) {
      writeResult(json, batch, complete, prefix, pictures);
    }
    if (state instanceof BatchState.Failed failed) {
      json.writeObjectFieldStart("error");
      json.writeStringField("message", failed.message());
      json.writeStringField("code", failed.code());
      json.writeEndObject();
    }
  }

  private static void writeResult(
      JsonGenerator json,
      Batch batch,
      BatchState.Complete complete,
      String prefix,
      Optional<Pictures> pictures)
      throws IOException {
    json.writeObjectFieldStart("result");
    json.writeArrayFieldStart("images");
    for (int n = 0; n < complete.images().size(); n++) {
      json.writeStartObject();
      if (pictures.isPresent()) {
        json.writeFieldName("image");
        pictures.get().write(json, n);
      }
      writeImage(json, complete.images().get(n), format(batch));
      json.writeStringField("url", prefix + PATH + "/" + batch.id().value() + "/images/" + n);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("format", format(batch));
    json.writeNumberField("timeTaken", complete.timeTakenMillis());
    json.writePOJOField("ignored", ignored(complete.images()));
    json.writeEndObject();
  }

  private static String format(Batch batch) {
    return batch.request().delivery().format().text();
  }

  private static void writeImage(JsonGenerator json, BatchImage image, String format)
      throws IOException {
    json.writeNumberField("seed", image.seed());
    json.writeNumberField("width", image.width());
    json.writeNumberField("height", image.height());
    json.writeStringField("format", format);
    json.writeNumberField("timeTaken", image.timeTakenMillis());
  }

  /** Lists the members of the request that had no effect on some image. */
  private static List<String> ignored(List<BatchImage> images) {
    return images.stream().flatMap(image -> image.ignored().stream()).distinct().sorted().toList();
  }

  /** Rounds the percentage: digits without meaning would make a change of every moment. */
  private static BatchProgress rounded(BatchProgress progress) {
    return new BatchProgress(
        progress.currentStep(),
        progress.totalSteps(),
        progress.stage(),
        Math.round(progress.percentage() * 100) / 100.0,
        progress.currentImage(),
        progress.totalImages());
  }
}
