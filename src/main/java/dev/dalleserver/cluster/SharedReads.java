package dev.dalleserver.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers that want to read the same thing at the same time share one read. Each gets the
 * result of a read that has begun after it has asked: those that come while one is under way share
 * the next. So none is told what was true before it has asked.
 *
 * @param <K> what is read, compared by {@code equals}
 * @param <V> the results
 */
public final class SharedReads<K, V> {
  /** Guarded by this: what is read now. */
  private final Map<K, Turns<V>> turns = new HashMap<>();

  /** The read under way, and the one after it, if a caller waits for it. */
  private static final class Turns<V> {
    private CompletableFuture<V> running = new CompletableFuture<>();
    private @Nullable CompletableFuture<V> next;
  }

  /**
   * What a caller has to do: to read, when the read before has ended, or to wait for its result.
   */
  private record Part<V>(
      CompletableFuture<V> result, @Nullable CompletableFuture<V> before, boolean reads) {}

  /**
   * Reads, or waits for a read of another caller.
   *
   * @throws RuntimeException what the read has thrown, to all who share it
   */
  public V read(K key, Supplier<V> read) {
    Part<V> part = join(key);
    if (part.before() != null) {
      // Whether it succeeds does not matter: it has begun too early.
      part.before().exceptionally(failure -> null).join();
    }
    if (part.reads()) {
      lead(key, part.result(), read);
    }
    try {
      return part.result().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private synchronized Part<V> join(K key) {
    Turns<V> known = turns.get(key);
    if (known == null) {
      Turns<V> first = new Turns<>();
      turns.put(key, first);
      return new Part<>(first.running, null, true);
    }
    CompletableFuture<V> next = known.next;
    if (next == null) {
      next = new CompletableFuture<>();
      known.next = next;
      return new Part<>(next, known.running, true);
    }
    return new Part<>(next, null, false);
  }

  private void lead(K key, CompletableFuture<V> result, Supplier<V> read) {
    V value;
    try {
      value = read.get();
    } catch (RuntimeException | Error e) {
      pass(key);
      result.completeExceptionally(e);
      throw e;
    }
    pass(key);
    result.complete(value);
  }

  /** Makes the next read the one under way, before its reader is woken. */
  private synchronized void pass(K key) {
    Turns<V> known = turns.get(key);
    if (known == null) {
      return;
    }
    CompletableFuture<V> next = known.next;
    if (next == null) {
      turns.remove(key);
    } else {
      known.running = next;
      known.next = null;
    }
  }
}
