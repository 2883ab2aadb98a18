package dev.dalleserver.web.http;

import io.javalin.http.HttpStatus;
import java.util.Arrays;
import java.util.Optional;

/** The stable error codes of the contract, each with its HTTP status. */
public enum ErrorCode {
  INVALID_REQUEST(HttpStatus.BAD_REQUEST),
  INVALID_SERIES(HttpStatus.BAD_REQUEST),
  INVALID_ADDRESS(HttpStatus.BAD_REQUEST),
  MISSING_PARAMETER(HttpStatus.BAD_REQUEST),
  UNAUTHORIZED(HttpStatus.UNAUTHORIZED),
  FORBIDDEN(HttpStatus.FORBIDDEN),
  NOT_FOUND(HttpStatus.NOT_FOUND),
  METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),
  CONFLICT(HttpStatus.CONFLICT),
  ALREADY_TERMINAL(HttpStatus.CONFLICT),
  PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
  MISDIRECTED_REQUEST(HttpStatus.MISDIRECTED_REQUEST),
  UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE),
  RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS),
  BUDGET_EXHAUSTED(HttpStatus.TOO_MANY_REQUESTS),
  INTERNAL_SERVER_ERROR(HttpStatus.INTERNAL_SERVER_ERROR),
  FILE_SYSTEM_ERROR(HttpStatus.INTERNAL_SERVER_ERROR),
  TEMPLATE_ERROR(HttpStatus.INTERNAL_SERVER_ERROR),
  OPENAI_ERROR(HttpStatus.BAD_GATEWAY),
  IMAGE_DOWNLOAD_ERROR(HttpStatus.BAD_GATEWAY),
  OPENAI_RATE_LIMIT(HttpStatus.SERVICE_UNAVAILABLE),
  OPENAI_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
  SERVER_BUSY(HttpStatus.SERVICE_UNAVAILABLE),
  SHUTTING_DOWN(HttpStatus.SERVICE_UNAVAILABLE),
  DATABASE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
  OPENAI_TIMEOUT(HttpStatus.GATEWAY_TIMEOUT),
  GENERATION_TIMEOUT(HttpStatus.GATEWAY_TIMEOUT);

  private final int status;

  ErrorCode(HttpStatus status) {
    this.status = status.getCode();
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /**
   * Finds the code for an answer of which only the status is known. A status that no code has gets
   * the general code of its class.
   */
  public static ErrorCode forStatus(int status) {
    Optional<ErrorCode> exact =
        Arrays.stream(values()).filter(code -> code.status == status).findFirst();
    return exact.orElse(status < 500 ? INVALID_REQUEST : INTERNAL_SERVER_ERROR);
  }
}
