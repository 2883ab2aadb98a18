package dev.dalleserver.openai;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.openai.stream.BoundedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What an API answers when it is asked for its models.
 *
 * @param outcome what came of it
 * @param models their names, in the API's order; empty unless they were listed
 * @param message why there are none
 */
public record ModelsAnswer(Outcome outcome, List<String> models, String message) {
  private static final int MAX_BYTES = 8 << 20;
  private static final int MAX_MODELS = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  public ModelsAnswer {
    models = List.copyOf(models);
  }

  /** The outcomes of asking. */
  public enum Outcome {
    LISTED,
    /** The API answers, and has no such list. */
    NOT_OFFERED,
    FAILED
  }

  /** Reads the names from an answer: the first list in it, of texts or of objects with a name. */
  static List<String> read(InputStream body) throws IOException {
    JsonNode answer = JSON.readTree(new BoundedInputStream(body, MAX_BYTES));
    JsonNode list = list(answer);
    if (!list.isArray()) {
      throw new JsonParseException(null, "it holds no list of models");
    }
    List<String> names = new ArrayList<>();
    for (JsonNode model : list) {
      String name = name(model);
      if (!name.isEmpty() && names.size() < MAX_MODELS) {
        names.add(name);
      }
    }
    return names;
  }

  private static JsonNode list(JsonNode answer) {
    if (answer.isArray()) {
      return answer;
    }
    for (String member : List.of("data", "models", "result")) {
      if (answer.path(member).isArray()) {
        return answer.path(member);
      }
    }
    return JSON.missingNode();
  }

  private static String name(JsonNode model) {
    if (model.isTextual()) {
      return model.asText();
    }
    for (String member : List.of("id", "name", "model", "model_name")) {
      if (model.path(member).isTextual()) {
        return model.path(member).asText();
      }
    }
    return "";
  }
}
