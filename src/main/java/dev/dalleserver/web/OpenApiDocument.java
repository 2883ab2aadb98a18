package dev.dalleserver.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.series.ClasspathResources;
import dev.dalleserver.web.http.RequestId;
import dev.dalleserver.wire.JsonEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The OpenAPI 3.1 document of the server. It is written by hand in several files, one for each
 * subject, which this class merges; the answers that every operation can give are written once.
 */
public final class OpenApiDocument {
  private static final String FOLDER = "openapi";
  private static final String MAIN_FILE = "document.json";
  private static final String EVERY_OPERATION = "every-operation";
  private static final List<String> METHODS = List.of("get", "post", "put", "delete");

  private OpenApiDocument() {}

  /**
   * Merges the files into one document.
   *
   * @param version of the server
   */
  public static ObjectNode assemble(String version) {
    ClasspathResources files = new ClasspathResources(FOLDER);
    // First the file whose members a reader should see first.
    ObjectNode whole = (ObjectNode) read(files.read(MAIN_FILE));
    for (String name : files.names(".json")) {
      merge(whole, read(files.read(name)));
    }
    JsonNode common = whole.remove(EVERY_OPERATION);
    for (JsonNode path : whole.path("paths")) {
      METHODS.stream()
          .filter(path::has)
          .forEach(method -> addCommonResponses((ObjectNode) path.get(method), common));
    }
    whole.at("/components/responses").forEach(OpenApiDocument::addRequestIdHeader);
    ((ObjectNode) whole.path("info")).put("version", version);
    return whole;
  }

  private static void addCommonResponses(ObjectNode operation, JsonNode common) {
    ObjectNode responses = (ObjectNode) operation.path("responses");
    common
        .path("responses")
        .properties()
        .forEach(response -> responses.putIfAbsent(response.getKey(), response.getValue()));
    responses.forEach(OpenApiDocument::addRequestIdHeader);
  }

  /** Adds the request id header, which every answer has. */
  private static void addRequestIdHeader(JsonNode response) {
    if (!response.has("$ref")) {
      ((ObjectNode) response)
          .withObjectProperty("headers")
          .putObject(RequestId.HEADER)
          .put("$ref", "#/components/headers/" + RequestId.HEADER);
    }
  }

  private static void merge(ObjectNode into, JsonNode from) {
    for (Map.Entry<String, JsonNode> member : from.properties()) {
      if (into.get(member.getKey()) instanceof ObjectNode known) {
        merge(known, member.getValue());
      } else {
        into.set(member.getKey(), member.getValue());
      }
    }
  }

  private static JsonNode read(byte[] file) {
    try {
      return JsonEncoder.mapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
