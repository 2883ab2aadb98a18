package dev.dalleserver.jobs;

import java.util.function.Supplier;

/**
 * A request with its job.
 *
 * @param content what two requests with one idempotency key must have in common
 */
public record Given<J>(String content, Supplier<J> job) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Given<?> given && given.content.equals(content);
  }

  @Override
  public int hashCode() {
    return content.hashCode();
  }
}
