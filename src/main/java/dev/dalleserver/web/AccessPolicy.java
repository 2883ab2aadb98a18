package dev.dalleserver.web;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who may start, change or remove something, and whose pages may read answers.
 *
 * @param token tells, in constant time, whether a text is a token; empty: no caller needs one
 * @param anonymous callers without a token may use any host, because the operator allows it
 * @param origins origins of other sites' pages that may use this server, or the single {@code *}
 * @param hosts under which the server knows itself
 * @param strictMethods GET and HEAD never change anything, whatever their query says
 */
public record AccessPolicy(
    Optional<Predicate<String>> token,
    boolean anonymous,
    List<String> origins,
    AcceptedHosts hosts,
    boolean strictMethods) {
  private static final String ANY = "*";

  public AccessPolicy {
    origins = List.copyOf(origins);
  }

  boolean trusts(String origin) {
    return origins.contains(origin) || origins.contains(ANY);
  }

  /** True when only the host in a request tells a caller from a page that goes by another name. */
  boolean asksForHost() {
    return token.isEmpty() && !anonymous;
  }
}
