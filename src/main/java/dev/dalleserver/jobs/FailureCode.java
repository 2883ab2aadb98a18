package dev.dalleserver.jobs;

/**
 * The reasons why a run fails, by the stable names of the contract; they appear as {@code
 * errorCode}.
 */
public enum FailureCode {
  OPENAI_ERROR,
  OPENAI_RATE_LIMIT,
  OPENAI_UNAVAILABLE,
  OPENAI_TIMEOUT,
  IMAGE_DOWNLOAD_ERROR,
  GENERATION_TIMEOUT,
  BUDGET_EXHAUSTED,
  FILE_SYSTEM_ERROR,
  TEMPLATE_ERROR,
  SHUTTING_DOWN,
  INTERNAL_SERVER_ERROR
}
