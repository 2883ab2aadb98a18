package dev.dalleserver.web.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The policy on which callers may start, change or remove something, and which sites' pages may
 * read answers.
 *
 * @param tokens returns, for each request anew, what checks in constant time whether a text is a
 *     valid token; empty when no caller needs one
 * @param anonymous true when the operator allows callers without a token to use any host
 * @param origins origins of other sites' pages that may use this server, or the single {@code *}
 * @param hosts the hosts that the server accepts as its own
 * @param strictMethods true when GET and HEAD never change anything, even when their query asks for
 *     it
 */
public record AccessPolicy(
    Supplier<Optional<Predicate<String>>> tokens,
    boolean anonymous,
    List<String> origins,
    AcceptedHosts hosts,
    boolean strictMethods) {
  private static final String ANY = "*";

  public AccessPolicy {
    origins = List.copyOf(origins);
  }

  /** Returns true when the headers of an answer depend on the page that asks. */
  boolean namesOrigins() {
    return !origins.isEmpty();
  }

  boolean isTrustedOrigin(String origin) {
    return origins.contains(origin) || origins.contains(ANY);
  }

  /**
   * Returns true when only the host in a request distinguishes a caller from a page of another site
   * whose name resolves to this server.
   */
  boolean isHostRequired() {
    return tokens.get().isEmpty() && !anonymous;
  }
}
