package dev.dalleserver.web;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who may start, change or remove something, and whose pages may read answers.
 *
 * @param token tells, in constant time, whether a text is a token; empty: nobody needs one
 * @param origins origins of other sites' pages that may use this server, or the single {@code *}
 */
public record AccessPolicy(Optional<Predicate<String>> token, List<String> origins) {
  /** Everybody may, but no other site's page. */
  public static final AccessPolicy OPEN = new AccessPolicy(Optional.empty(), List.of());

  private static final String ANY = "*";

  public AccessPolicy {
    origins = List.copyOf(origins);
  }

  boolean trusts(String origin) {
    return origins.contains(origin) || origins.contains(ANY);
  }
}
