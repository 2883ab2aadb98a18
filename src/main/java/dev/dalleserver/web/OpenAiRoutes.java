package dev.dalleserver.web;

import dev.dalleserver.web.events.LongPolls;
import dev.dalleserver.web.http.Route;
import io.javalin.http.HandlerType;
import java.util.List;

/** The rows of the table of URLs for clients of the OpenAI protocol. */
final class OpenAiRoutes {
  private static final String PREFIX = "/openai/v1";

  private OpenAiRoutes() {}

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
}
