package dev.dalleserver.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dalleserver.web.events.LongPolls;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.ErrorMapping;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.Parameters;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.web.http.Route;
import dev.dalleserver.wire.JsonEncoder;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Handler of {@code /openai/v1/models}: the names of the image model, in the form of the OpenAI
 * protocol.
 */
final class OpenAiModelsHandler {
  private static final String PREFIX = "/openai/v1";

  private static final int PATH_SEGMENTS = 3;

  private final OpenAiModels models;
  private final long offeredSince;

  /**
   * @param offeredSince when the server began to offer them
   */
  OpenAiModelsHandler(OpenAiModels models, Instant offeredSince) {
    this.models = models;
    this.offeredSince = offeredSince.getEpochSecond();
  }

  /** A model. {@code requestId} is set only when the model is the whole answer. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Model(
      String id,
      String object,
      long created,
      @JsonProperty("owned_by") String ownedBy,
      @JsonProperty("request_id") @Nullable String requestId) {}

  private record Listing(
      String object, List<Model> data, @JsonProperty("request_id") String requestId) {}

  /** Returns the rows of the table of URLs for clients of the OpenAI protocol. */
  static List<Route> rows(Routes.Domain domain, LongPolls longPolls, StreamedPictures streamed) {
    OpenAiModels names = new OpenAiModels(domain.batches().model());
    OpenAiImagesHandler images =
        new OpenAiImagesHandler(
            domain.batches(), names, longPolls, streamed, domain.urls(), domain.clock());
    OpenAiModelsHandler models = new OpenAiModelsHandler(names, domain.clock().instant());
    return List.of(
        Route.changing(
            PREFIX + "/images/generations",
            "pictures in one answer, for clients of the OpenAI protocol",
            HandlerType.POST,
            images::post),
        Route.reading(
            PREFIX + "/models", "the image model's names, for the same clients", models::list),
        Route.reading(PREFIX + "/models/<model>", "one image model", models::get));
  }

  void list(Context ctx) {
    List<Model> data = models.list().stream().map(id -> model(id, null)).toList();
    Json.send(ctx, 200, JsonEncoder.encode(new Listing("list", data, RequestId.of(ctx))));
  }

  void get(Context ctx) {
    // Names of models may contain slashes.
    List<String> segments = Parameters.segments(ctx);
    String id = String.join("/", segments.subList(PATH_SEGMENTS, segments.size()));
    if (!models.contains(id)) {
      throw new ApiError(
              ErrorCode.NOT_FOUND,
              "there is no such model",
              "received '" + ErrorMapping.echo(id) + "'; GET /openai/v1/models lists what there is")
          .withParameter("model");
    }
    Json.send(ctx, 200, JsonEncoder.encode(model(id, RequestId.of(ctx))));
  }

  private Model model(String id, @Nullable String requestId) {
    return new Model(id, "model", offeredSince, "dalleserver", requestId);
  }
}
