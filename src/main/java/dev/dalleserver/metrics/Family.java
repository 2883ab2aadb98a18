package dev.dalleserver.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One metric with its children, one for each combination of labels. Safe for use by many threads.
 *
 * @param <C> what counts for one child
 */
final class Family<C> {
  private final Map<List<String>, C> children = new ConcurrentHashMap<>();
  private final Function<List<String>, C> maker;

  /**
   * @param maker makes the child of some labels; called once for each
   */
  Family(Function<List<String>, C> maker) {
    this.maker = maker;
  }

  /**
   * The child of these labels; shown from the first time on that somebody asks for it.
   *
   * @param labels in the order of the labels' names
   */
  C labels(String... labels) {
    C child = children.get(Arrays.asList(labels));
    // The key that stays is a copy: the array is the caller's.
    return child == null ? children.computeIfAbsent(List.of(labels), maker) : child;
  }
}
