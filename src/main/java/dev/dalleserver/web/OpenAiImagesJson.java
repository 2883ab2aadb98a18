package dev.dalleserver.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchImage;
import dev.dalleserver.batches.BatchState;
import dev.dalleserver.batches.PartialImage;
import dev.dalleserver.pictures.PaintingNotes;
import dev.dalleserver.pricing.TokenUsage;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.OpenAiErrors;
import dev.dalleserver.wire.BatchJson;
import dev.dalleserver.wire.JsonEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The pictures of a batch as the images API of OpenAI tells them. */
final class OpenAiImagesJson {
  private static final String PARTIAL = "image_generation.partial_image";
  private static final String COMPLETED = "image_generation.completed";

  private OpenAiImagesJson() {}

  /**
   * Writes the answer to a request without a stream.
   *
   * @param members writes the members of the n-th picture that lead to its bytes
   * @param incomplete why there are fewer pictures than the client has asked for
   */
  static void write(
      OutputStream out,
      Batch batch,
      List<BatchImage> images,
      BatchJson.Pictures members,
      Optional<ApiError> incomplete,
      String requestId)
      throws IOException {
    try (JsonGenerator json = JsonEncoder.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("created", batch.created().unixMillis() / 1000);
      writeCommon(json, images, PaintingNotes::background, "background");
      json.writeArrayFieldStart("data");
      for (int n = 0; n < images.size(); n++) {
        json.writeStartObject();
        members.write(json, n);
        writeRevisedPrompt(json, images.get(n).notes());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeStringField("output_format", outputFormat(batch));
      writeCommon(json, images, PaintingNotes::quality, "quality");
      json.writeStringField("size", size(images.get(0)));
      Optional<TokenUsage> usage = usage(images);
      if (usage.isPresent()) {
        writeUsage(json, usage.get());
      }
      if (incomplete.isPresent()) {
        json.writeObjectFieldStart("incomplete_details");
        json.writeStringField("reason", OpenAiErrors.code(incomplete.get()));
        json.writeStringField("message", OpenAiErrors.message(incomplete.get()));
        json.writeEndObject();
      }
      json.writeStringField("request_id", requestId);
      json.writeEndObject();
    }
  }

  /**
   * Writes the event of a finished picture.
   *
   * @param n counts the pictures of the batch from 0
   * @param quality where the provider tells none
   */
  static void writeCompleted(
      OutputStream out, Batch batch, int n, BatchJson.Pictures pictures, String quality)
      throws IOException {
    BatchState state = batch.state();
    BatchImage image = state.images().get(n);
    PaintingNotes notes = image.notes();
    beginEvent(out, COMPLETED);
    try (JsonGenerator json = JsonEncoder.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", COMPLETED);
      writeFacts(json, batch, state.updated().unixMillis(), size(image));
      json.writeStringField("quality", notes.quality().isEmpty() ? quality : notes.quality());
      json.writeStringField(
          "background", notes.background().isEmpty() ? "auto" : notes.background());
      writeRevisedPrompt(json, notes);
      // The type of the event has the member always.
      writeUsage(json, notes.usage().orElse(TokenUsage.NONE));
      json.writeFieldName("b64_json");
      // Each event has a frame with one picture.
      pictures.write(json, 0);
      json.writeEndObject();
    }
    endEvent(out);
  }

  /**
   * Writes the event of a picture of the work under way.
   *
   * @param unixMillis the present
   * @param base64 writes the picture
   */
  static void writePartial(
      OutputStream out,
      Batch batch,
      PartialImage partial,
      long unixMillis,
      String quality,
      BatchJson.Pictures base64)
      throws IOException {
    beginEvent(out, PARTIAL);
    try (JsonGenerator json = JsonEncoder.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", PARTIAL);
      json.writeNumberField("partial_image_index", partial.index());
      writeFacts(json, batch, unixMillis, batch.request().size().toString());
      json.writeStringField("quality", quality);
      json.writeStringField("background", "auto");
      json.writeFieldName("b64_json");
      base64.write(json, 0);
      json.writeEndObject();
    }
    endEvent(out);
  }

  /** Writes the event that ends a stream with an error. */
  static void writeError(OutputStream out, ApiError error, String requestId) throws IOException {
    beginEvent(out, "error");
    out.write(OpenAiErrors.event(error, requestId));
    endEvent(out);
  }

  private static void beginEvent(OutputStream out, String name) throws IOException {
    out.write(("event: " + name + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
  }

  private static void endEvent(OutputStream out) throws IOException {
    out.write("\n\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static void writeFacts(JsonGenerator json, Batch batch, long unixMillis, String size)
      throws IOException {
    json.writeNumberField("created_at", unixMillis / 1000);
    json.writeStringField("size", size);
    json.writeStringField("output_format", outputFormat(batch));
  }

  private static String outputFormat(Batch batch) {
    return batch.request().delivery().format().text();
  }

  private static String size(BatchImage image) {
    return image.width() + "x" + image.height();
  }

  /** Writes what the provider tells of the first picture; all are made alike. */
  private static void writeCommon(
      JsonGenerator json,
      List<BatchImage> images,
      Function<PaintingNotes, String> fact,
      String name)
      throws IOException {
    String told = fact.apply(images.get(0).notes());
    if (!told.isEmpty()) {
      json.writeStringField(name, told);
    }
  }

  private static void writeRevisedPrompt(JsonGenerator json, PaintingNotes notes)
      throws IOException {
    if (!notes.revisedPrompt().isEmpty()) {
      json.writeStringField("revised_prompt", notes.revisedPrompt());
    }
  }

  /** Returns what all pictures together have used; empty when the provider does not tell. */
  private static Optional<TokenUsage> usage(List<BatchImage> images) {
    return images.stream()
        .flatMap(image -> image.notes().usage().stream())
        .reduce(TokenUsage::plus);
  }

  private static void writeUsage(JsonGenerator json, TokenUsage usage) throws IOException {
    json.writeObjectFieldStart("usage");
    json.writeNumberField("input_tokens", usage.input());
    json.writeObjectFieldStart("input_tokens_details");
    json.writeNumberField("image_tokens", usage.inputImage());
    json.writeNumberField("text_tokens", usage.inputText());
    json.writeEndObject();
    json.writeNumberField("output_tokens", usage.output());
    json.writeNumberField("total_tokens", usage.total());
    json.writeEndObject();
  }
}
