package dev.dalleserver.web.collections;

import dev.dalleserver.collections.CollectionService;
import java.util.List;

/**
 * What a client has sent.
 *
 * @param duplicates how many addresses were repeated
 * @param repeated the first of them
 * @param invalidCount how many entries are no addresses
 * @param invalid the first of them
 */
record CollectionRequest(
    CollectionService.Request request,
    int duplicates,
    List<Repeated> repeated,
    int invalidCount,
    List<Invalid> invalid) {
  /** An entry that is no address; {@code line} counts from 1, in JSON the entries of the list. */
  record Invalid(int line, String value, String reason) {}

  /** An address that was given before. */
  record Repeated(int line, String value) {}
}
