package dev.dalleserver.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One metric with its children, one for each combination of labels. Thread-safe.
 *
 * @param <C> the type of a child, which counts
 */
final class Family<C> {
  private final Map<List<String>, C> children = new ConcurrentHashMap<>();
  private final Function<List<String>, C> factory;
  private final Consumer<List<String>> remover;

  /**
   * Creates the family.
   *
   * @param factory creates the child of a list of labels; called once for each
   * @param remover is told the labels of a child that is removed
   */
  Family(Function<List<String>, C> factory, Consumer<List<String>> remover) {
    this.factory = factory;
    this.remover = remover;
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

  /** Removes the children with such labels; the next call for these labels begins at zero. */
  void removeIf(Predicate<List<String>> condition) {
    for (List<String> labels : children.keySet()) {
      if (condition.test(labels)) {
        children.computeIfPresent(
            labels,
            (known, child) -> {
              remover.accept(known);
              return null;
            });
      }
    }
  }
}
