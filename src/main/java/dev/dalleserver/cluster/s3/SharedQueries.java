package dev.dalleserver.cluster.s3;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Queries that several threads share. A thread gets the answer of a query that was sent after it
 * came here, never of one that was under way: so it sees all that had happened before it came.
 * Those that come while a query for their key is under way share the next one.
 *
 * @param <K> what is asked for
 * @param <V> the answers
 */
final class SharedQueries<K, V> {
  private final Function<K, V> query;

  /** For each key that is asked for: the query under way, and the one that waits for its end. */
  private final Map<K, Line<V>> lines = new HashMap<>();

  /** Guarded by the map. */
  private static final class Line<V> {
    private CompletableFuture<V> running;
    private @Nullable CompletableFuture<V> next;

    private Line(CompletableFuture<V> running) {
      this.running = running;
    }
  }

  SharedQueries(Function<K, V> query) {
    this.query = query;
  }

  /** Returns the answer of a query that is sent from now on; throws what the query throws. */
  V ask(K key) {
    CompletableFuture<V> own = new CompletableFuture<>();
    CompletableFuture<V> before;
    synchronized (lines) {
      Line<V> line = lines.get(key);
      if (line == null) {
        line = new Line<>(own);
        lines.put(key, line);
      } else if (line.next == null) {
        line.next = own;
      } else {
        own = line.next;
        line = null;
      }
      before = line == null ? null : line.running;
    }
    if (before == null) {
      return result(own);
    }
    if (before != own) {
      awaitEnd(before);
    }
    return send(key, own);
  }

  private V send(K key, CompletableFuture<V> own) {
    synchronized (lines) {
      // From here on, who comes has missed this query.
      Line<V> line = lines.computeIfAbsent(key, absent -> new Line<>(own));
      line.running = own;
      line.next = line.next == own ? null : line.next;
    }
    try {
      own.complete(query.apply(key));
    } catch (RuntimeException e) {
      own.completeExceptionally(e);
    } finally {
      own.completeExceptionally(new IllegalStateException("the query was cut off"));
      synchronized (lines) {
        // A thread that waited for this query may have sent, and ended, the next one meanwhile.
        Line<V> line = lines.get(key);
        if (line != null && line.running == own && line.next == null) {
          lines.remove(key);
        }
      }
    }
    return result(own);
  }

  private static void awaitEnd(CompletableFuture<?> before) {
    try {
      before.join();
    } catch (CompletionException e) {
      // Its own threads are told; this one sends another query.
      return;
    }
  }

  private static <V> V result(CompletableFuture<V> query) {
    try {
      return query.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
