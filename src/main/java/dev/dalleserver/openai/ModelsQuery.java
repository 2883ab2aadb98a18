package dev.dalleserver.openai;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.openai.ModelsAnswer.Outcome;
import dev.dalleserver.resilience.CallEnvironment;
import dev.dalleserver.resilience.Operation;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Asks the APIs for their models, which costs nothing; each once, without retries. */
public final class ModelsQuery implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final OpenAiSettings settings;
  private final OpenAiClient client;
  private final LongSupplier nanos;

  /**
   * @param clock the wall clock
   * @param nanos a monotonic clock
   */
  public ModelsQuery(OpenAiSettings settings, Clock clock, LongSupplier nanos) {
    this.settings = settings;
    this.client = new OpenAiClient(settings, CallEnvironment.real(clock, nanos));
    this.nanos = nanos;
  }

  /** Describes both APIs as the line at a start does. */
  public String describe() {
    return ProviderDescription.of(settings);
  }

  /** Describes the API for prompts only. */
  public String describeChat() {
    return ProviderDescription.ofChat(settings);
  }

  /** Asks the API that makes images, or the one that rewrites prompts. */
  public ModelsAnswer ask(Operation operation) {
    try {
      List<String> names =
          client.getModels(
              operation,
              (body, status, id) -> ModelsAnswer.read(body),
              new Cancellation(nanos, PATIENCE.toNanos()));
      return new ModelsAnswer(Outcome.LISTED, names, "");
    } catch (OpenAiFailure failure) {
      return new ModelsAnswer(outcome(operation, failure), List.of(), message(failure));
    } catch (CancelledException late) {
      return new ModelsAnswer(
          Outcome.FAILED, List.of(), "no answer within " + PATIENCE.toSeconds() + " s");
    }
  }

  /** Where the base URL looks right, an API without a list is one that makes pictures only. */
  private Outcome outcome(Operation operation, OpenAiFailure failure) {
    Endpoint endpoint =
        operation == Operation.CHAT ? Endpoint.ofChat(settings) : Endpoint.ofImages(settings);
    boolean notOffered =
        failure.rule() == FailureRule.REJECTED
            && !failure.details().report().code().equals(ApiRedirects.CODE)
            && endpoint.hint().isEmpty();
    return notOffered ? Outcome.NOT_OFFERED : Outcome.FAILED;
  }

  private static String message(OpenAiFailure failure) {
    return String.valueOf(failure.getMessage());
  }

  @Override
  public void close() {
    client.close();
  }
}
