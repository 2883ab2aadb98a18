package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.resilience.CallFailure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The parameters that a request can do without. When a model rejects one, the request is made
 * without it, and the parameter is not sent to that model again, so that a model newer than this
 * program works.
 */
final class OptionalParameters {
  private static final Set<String> REJECTIONS =
      Set.of("unsupported_parameter", "unsupported_value", "unknown_parameter", "invalid_value");

  private final Set<String> names;
  // Model to the parameters it has rejected.
  private final Map<String, Set<String>> rejected = new ConcurrentHashMap<>();

  OptionalParameters(Set<String> names) {
    this.names = names;
  }

  /** Returns the parameters that a model has rejected so far, in alphabetical order. */
  List<String> rejectedBy(String model) {
    return rejected.getOrDefault(model, Set.of()).stream().sorted().toList();
  }

  /** A call that sends the given body. */
  @FunctionalInterface
  interface Send<T> {
    T send(ObjectNode body) throws CallFailure, CancelledException;
  }

  /**
   * @param body with all parameters; those known to be rejected are taken out of it
   * @throws CallFailure any failure that is not about one of the optional parameters
   */
  <T> T send(String model, ObjectNode body, Send<T> send) throws CallFailure, CancelledException {
    Set<String> known = rejected.computeIfAbsent(model, any -> ConcurrentHashMap.newKeySet());
    body.remove(known);
    while (true) {
      try {
        return send.send(body);
      } catch (OpenAiFailure failure) {
        String param = failure.details().param();
        boolean optional =
            failure.rule() == FailureRule.REJECTED
                && REJECTIONS.contains(failure.details().providerCode())
                && names.contains(param);
        // Each round removes one parameter, so the loop ends.
        if (!optional || body.remove(param) == null) {
          throw failure;
        }
        known.add(param);
      }
    }
  }
}
