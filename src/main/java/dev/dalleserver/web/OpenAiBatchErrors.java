package dev.dalleserver.web;

import dev.dalleserver.batches.Batch;
import dev.dalleserver.batches.BatchState;
import dev.dalleserver.batches.SubmitOutcome;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.OpenAiErrors;
import dev.dalleserver.web.http.Parameters;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** What OpenAI clients are told about batches that are refused, or end without all pictures. */
final class OpenAiBatchErrors {
  /** How long a client should wait when the server stops: another one may be there soon. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** How long a client should wait while the line is full: a picture takes about that long. */
  private static final Duration LINE_FULL = Duration.ofSeconds(10);

  private OpenAiBatchErrors() {}

  /**
   * Returns the batch of an accepted request.
   *
   * @throws ApiError for every other outcome
   */
  static Batch requireAccepted(SubmitOutcome outcome) {
    if (outcome instanceof SubmitOutcome.Busy) {
      throw lineFull();
    }
    try {
      return BatchesHandler.requireAccepted(outcome).batch();
    } catch (ApiError e) {
      throw e.code() == ErrorCode.SHUTTING_DOWN ? e : finalAnswer(e);
    }
  }

  private static ApiError lineFull() {
    return new ApiError(
            ErrorCode.SERVER_BUSY,
            "too many requests wait for their pictures already",
            "try again later; the operator sets the number by --queue")
        .retryAfter(LINE_FULL)
        .withHeader(OpenAiErrors.SHOULD_RETRY, "true");
  }

  /** Returns the error of a wait that ends because the server stops. */
  static ApiError shuttingDown() {
    return new ApiError(ErrorCode.SHUTTING_DOWN, "the server is shutting down", "try again later")
        .retryAfter(SOON);
  }

  /**
   * Returns why a batch has not all pictures; empty when it is complete.
   *
   * @param state one in which the wait for the batch has ended
   */
  static Optional<ApiError> of(Batch batch, BatchState state) {
    if (state instanceof BatchState.Complete) {
      return Optional.empty();
    }
    if (state instanceof BatchState.Failed failed) {
      return Optional.of(failure(failed));
    }
    if (state instanceof BatchState.Cancelled) {
      return Optional.of(
          finalAnswer(
              new ApiError(
                  ErrorCode.CONFLICT,
                  "the pictures were cancelled",
                  "a client cancelled batch " + batch.id())));
    }
    return Optional.of(shuttingDown());
  }

  private static ApiError failure(BatchState.Failed failed) {
    if (!failed.refusal().isEmpty()) {
      return finalAnswer(
          new ApiError(ErrorCode.INVALID_REQUEST, failed.message(), "")
              .withOpenAiCode(failed.refusal()));
    }
    Optional<ErrorCode> known =
        Arrays.stream(ErrorCode.values())
            .filter(code -> code.name().equals(failed.code()))
            .findFirst();
    ErrorCode code =
        known.orElse(
            failed.code().equals("IO_ERROR")
                ? ErrorCode.FILE_SYSTEM_ERROR
                : ErrorCode.INTERNAL_SERVER_ERROR);
    ApiError error = new ApiError(code, failed.message(), "");
    if (code == ErrorCode.SHUTTING_DOWN) {
      return error.retryAfter(SOON);
    }
    boolean wait = error.status() == 429 || error.status() == 503;
    return finalAnswer(
        wait ? error.retryAfter(failed.retryAfter().orElse(Parameters.MAX_WAIT)) : error);
  }

  /** The server has retried already where that may help, and may have paid for it. */
  private static ApiError finalAnswer(ApiError error) {
    return error.withHeader(OpenAiErrors.SHOULD_RETRY, "false");
  }
}
