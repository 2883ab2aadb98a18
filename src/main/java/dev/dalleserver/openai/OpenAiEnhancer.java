package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.dress.Dress;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.PromptEnhancer;
import dev.dalleserver.pricing.UsageListener;
import dev.dalleserver.resilience.CallFailure;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ResiliencePolicy;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** An enhancer that gets richer prompts from the chat API. */
final class OpenAiEnhancer implements PromptEnhancer {
  /** Enough to be inventive, not so much that subjects get lost. */
  private static final double TEMPERATURE = 0.8;

  /** Models that reason set their temperature themselves and reject any other. */
  private static final Pattern FIXED_TEMPERATURE_MODELS =
      Pattern.compile("(?:o\\d|gpt-(?:[5-9]|\\d\\d)).*");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final OptionalParameters parameters = new OptionalParameters();
  private final String model;
  private final OpenAiClient client;
  private final ResiliencePolicy api;
  private final ChatAnswerReader answers;

  OpenAiEnhancer(
      OpenAiSettings settings,
      OpenAiClient client,
      ResiliencePolicy api,
      ChatAnswerReader answers) {
    this.model = settings.enhancementModel();
    this.client = client;
    this.api = api;
    this.answers = answers;
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public String enhance(Dress dress, UsageListener listener, Cancellation cancellation)
      throws JobException, CancelledException {
    return parameters.send(model, body(dress), body -> ask(body, listener, cancellation));
  }

  private String ask(ObjectNode body, UsageListener listener, Cancellation cancellation)
      throws CallFailure, CancelledException {
    byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
    return api.call(
        Operation.CHAT,
        cancellation,
        () ->
            client.post(
                Operation.CHAT,
                "/chat/completions",
                json,
                (stream, status, requestId) -> answers.read(stream, listener),
                cancellation));
  }

  /** Returns the request's body. */
  ObjectNode body(Dress dress) {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", model);
    ArrayNode messages = body.putArray("messages");
    messages.addObject().put("role", "system").put("content", EnhancementPrompt.system(dress));
    messages.addObject().put("role", "user").put("content", dress.prompts().base());
    if (!FIXED_TEMPERATURE_MODELS.matcher(model).matches()) {
      body.put("temperature", TEMPERATURE);
    }
    return body;
  }
}
