package dev.dalleserver.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One metric with its children, one for each combination of labels. Thread-safe.
 *
 * @param <C> the type of a child, which counts
 */
final class Family<C> {
  private final Map<List<String>, C> children = new ConcurrentHashMap<>();
  private final Function<List<String>, C> factory;

  /**
   * Creates the family.
   *
   * @param factory creates the child of a list of labels; called once for each
   */
  Family(Function<List<String>, C> factory) {
    this.factory = factory;
  }

  /**
   * Returns the child of these labels; it is exposed from the first call on.
   *
   * @param labels in the order of the label names
   */
  C labels(String... labels) {
    C child = children.get(Arrays.asList(labels));
    // The stored key is a copy: the caller owns the array.
    return child == null ? children.computeIfAbsent(List.of(labels), factory) : child;
  }
}
