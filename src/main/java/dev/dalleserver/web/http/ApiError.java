package dev.dalleserver.web.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** An error that is answered to the caller in the contract's form. */
public final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final int status;
  private final String details;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private String parameter = "";
  private String openAiCode = "";

  /**
   * @param message what is wrong
   * @param details what was received and what would be accepted
   */
  public ApiError(ErrorCode code, String message, String details) {
    this(code, code.status(), message, details);
  }

  /** Creates an error with a status that differs from the code's usual one. */
  public ApiError(ErrorCode code, int status, String message, String details) {
    // It is an answer, not an accident: a stack trace would help no reader.
    super(message, null, false, false);
    this.code = code;
    this.status = status;
    this.details = details;
  }

  /** Adds a header to the answer. */
  public ApiError withHeader(String header, String value) {
    headers.put(header, value);
    return this;
  }

  /** Names the one member of the request that is at fault. */
  public ApiError withParameter(String member) {
    parameter = member;
    return this;
  }

  /** Sets the code that OpenAI clients get instead of the one that belongs to {@link #code}. */
  public ApiError withOpenAiCode(String protocolCode) {
    openAiCode = protocolCode;
    return this;
  }

  /** Adds the header {@code Retry-After}, in whole seconds, at least 1. */
  public ApiError retryAfter(Duration wait) {
    return withHeader("Retry-After", Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000)));
  }

  public ErrorCode code() {
    return code;
  }

  public int status() {
    return status;
  }

  public String details() {
    return details;
  }

  /** Returns the member of the request that is at fault; empty when no single one is. */
  public String parameter() {
    return parameter;
  }

  /** Returns the code for OpenAI clients; empty for the one that belongs to {@link #code}. */
  String openAiCode() {
    return openAiCode;
  }

  public Map<String, String> headers() {
    return headers;
  }
}
