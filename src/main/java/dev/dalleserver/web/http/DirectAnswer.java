package dev.dalleserver.web.http;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What answers the plain ones among a route's GETs before the framework and the servlet layer,
 * which cost more than such an answer. It answers as the route's handler does.
 */
@FunctionalInterface
public interface DirectAnswer {
  /**
   * Answers a request whose path begins as the route's does, if it is a plain one. Whatever it
   * throws before it has begun to answer, the route's handler meets again and answers.
   *
   * @return completes when the answer is sent; null, with nothing changed, when the route's handler
   *     is to answer
   */
  @Nullable CompletableFuture<Void> tryAnswer(Exchange exchange);
}
