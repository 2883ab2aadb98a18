package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.openai.report.AcceptedValues;
import dev.dalleserver.openai.report.ErrorReport;
import dev.dalleserver.openai.report.ParameterRefusal;
import dev.dalleserver.resilience.CallFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parameters that a request can do without: all but the model and the prompt. When a model
 * refuses one, the request is made again, with a value that the refusal names or without it, and
 * that is remembered for the model, so that a model that this program does not know works. A system
 * message that is refused becomes the beginning of the user's message.
 */
final class OptionalParameters {
  private static final Logger LOG = LoggerFactory.getLogger("dev.dalleserver.openai");

  /**
   * How one parameter is changed for one model before it is sent.
   *
   * @param accepted the values that the model takes; empty when the parameter is left out
   */
  private record Adjustment(Optional<AcceptedValues> accepted) {}

  private static final Adjustment LEAVE_OUT = new Adjustment(Optional.empty());

  /** Asks for events instead of one document. */
  static final String STREAM = "stream";

  /** How many pictures of the work under way the stream brings. */
  static final String PARTIAL_IMAGES = "partial_images";

  /** The name under which the system message is remembered; no parameter has it. */
  private static final String SYSTEM_MESSAGE = "system message";

  // Model to its parameters that are not sent as they are.
  private final Map<String, Map<String, Adjustment>> learned = new ConcurrentHashMap<>();

  /** Returns the parameters that a model has not taken as they were, in alphabetical order. */
  List<String> rejectedBy(String model) {
    return learned.getOrDefault(model, Map.of()).keySet().stream().sorted().toList();
  }

  /** A call that sends the given body. */
  @FunctionalInterface
  interface Send<T> {
    T send(ObjectNode body) throws CallFailure, CancelledException;
  }

  /**
   * @param body with all parameters; it is not changed
   * @throws CallFailure any failure that is not about one of the optional parameters
   */
  <T> T send(String model, ObjectNode body, Send<T> send) throws CallFailure, CancelledException {
    Map<String, Adjustment> adjustments =
        learned.computeIfAbsent(model, any -> new ConcurrentHashMap<>());
    for (int repeats = body.size(); ; repeats--) {
      ObjectNode sent = applied(adjustments, body);
      try {
        return send.send(sent);
      } catch (OpenAiFailure failure) {
        unlearnStream(adjustments, model, sent, failure);
        if (repeats == 0 || !learn(adjustments, model, body, sent, failure)) {
          throw failure;
        }
      }
    }
  }

  /**
   * A stream without a picture in the end may have been paid for: this call has failed, and later
   * ones ask for no stream.
   */
  private static void unlearnStream(
      Map<String, Adjustment> adjustments, String model, ObjectNode sent, OpenAiFailure failure) {
    if (failure.rule() == FailureRule.INVALID_ANSWER && sent.has(STREAM)) {
      leaveOutStream(adjustments);
      LOG.warn(
          "{} did not stream a picture ({}): from now on no previews are asked for",
          model,
          failure.getMessage());
    }
  }

  /** One is of no use without the other. */
  private static void leaveOutStream(Map<String, Adjustment> adjustments) {
    adjustments.put(STREAM, LEAVE_OUT);
    adjustments.put(PARTIAL_IMAGES, LEAVE_OUT);
  }

  /** Returns true when the next body will be another one than the one that was sent. */
  private static boolean learn(
      Map<String, Adjustment> adjustments,
      String model,
      ObjectNode body,
      ObjectNode sent,
      OpenAiFailure failure) {
    ErrorReport report = failure.details().report();
    if (failure.rule() != FailureRule.REJECTED) {
      return false;
    }
    if (!applied(adjustments, body).equals(sent)) {
      // Another run has learned meanwhile.
      return true;
    }
    if (hasSystemMessage(sent) && ParameterRefusal.isOfSystemMessage(report)) {
      adjustments.put(SYSTEM_MESSAGE, LEAVE_OUT);
      LOG.warn(
          "{} takes no system message ({}): from now on it is a part of the user's message",
          model,
          failure.getMessage());
    } else {
      // A list of problems is learned at once: each repeat takes time, and some are counted.
      for (String refused : ParameterRefusal.findAll(report, values(sent))) {
        learn(adjustments, model, refused, sent, failure);
      }
    }
    return !applied(adjustments, body).equals(sent);
  }

  private static void learn(
      Map<String, Adjustment> adjustments,
      String model,
      String refused,
      ObjectNode sent,
      OpenAiFailure failure) {
    if (refused.equals(STREAM) || refused.equals(PARTIAL_IMAGES)) {
      leaveOutStream(adjustments);
      LOG.warn(
          "{} takes no {} ({}): from now on no previews are asked for",
          model,
          refused,
          failure.getMessage());
    } else {
      remember(adjustments, model, refused, sent.path(refused).asText(), failure);
    }
  }

  private static void remember(
      Map<String, Adjustment> adjustments,
      String model,
      String name,
      String sent,
      OpenAiFailure failure) {
    String words = String.join("\n", failure.details().report().texts());
    AcceptedValues accepted = AcceptedValues.of(name, sent, words);
    Optional<String> other = accepted.nearest(sent).filter(value -> !value.equals(sent));
    if (other.isPresent() && !adjustments.containsKey(name)) {
      adjustments.put(name, new Adjustment(Optional.of(accepted)));
      LOG.warn(
          "{} does not take {} {} ({}): from now on the nearest value that it names is sent, {}",
          model,
          name,
          sent,
          failure.getMessage(),
          other.get());
    } else {
      adjustments.put(name, LEAVE_OUT);
      LOG.warn(
          "{} does not take the parameter {} ({}): from now on it is left out",
          model,
          name,
          failure.getMessage());
    }
  }

  private static ObjectNode applied(Map<String, Adjustment> adjustments, ObjectNode body) {
    ObjectNode changed = body.deepCopy();
    adjustments.forEach(
        (name, adjustment) -> {
          if (name.equals(SYSTEM_MESSAGE)) {
            foldSystemMessage(changed);
          } else if (changed.has(name)) {
            Optional<String> value =
                adjustment
                    .accepted()
                    .flatMap(values -> values.nearest(changed.path(name).asText()));
            value.ifPresentOrElse(text -> changed.put(name, text), () -> changed.remove(name));
          }
        });
    return changed;
  }

  private static Map<String, String> values(ObjectNode body) {
    Map<String, String> values = new LinkedHashMap<>();
    body.properties().forEach(member -> values.put(member.getKey(), member.getValue().asText("")));
    return values;
  }

  private static boolean hasSystemMessage(ObjectNode body) {
    JsonNode messages = body.path("messages");
    return messages.size() > 1 && messages.path(0).path("role").asText().equals("system");
  }

  private static void foldSystemMessage(ObjectNode body) {
    if (hasSystemMessage(body) && body.get("messages") instanceof ArrayNode messages) {
      String system = messages.remove(0).path("content").asText();
      if (messages.get(0) instanceof ObjectNode user) {
        user.put("content", system + "\n\n" + user.path("content").asText());
      }
    }
  }
}
