package dev.dalleserver.progress;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The listeners for the changes of one object. Many threads may add, remove and notify listeners at
 * once; adding and removing take constant time, however many listeners there are.
 *
 * @param <T> what changes
 */
public final class ListenerRegistry<T> {
  /**
   * A listener that is called for each change, on the thread that makes the change: it must be
   * quick and not throw.
   *
   * @param <T> what changes
   */
  @FunctionalInterface
  public interface Listener<T> {
    void onChange(T changed);
  }

  /**
   * One registration, compared by identity: the same listener may be registered twice, and each
   * registration is removed separately.
   */
  private static final class Entry<T> implements Subscription {
    private final Set<Entry<T>> entries;
    private final Listener<? super T> listener;

    Entry(Set<Entry<T>> entries, Listener<? super T> listener) {
      this.entries = entries;
      this.listener = listener;
    }

    @Override
    public void close() {
      entries.remove(this);
    }
  }

  private final Set<Entry<T>> entries = ConcurrentHashMap.newKeySet();

  /** Calls {@code listener} for every change from now on, until the subscription is closed. */
  public Subscription add(Listener<? super T> listener) {
    Entry<T> entry = new Entry<>(entries, listener);
    entries.add(entry);
    return entry;
  }

  /** Calls all listeners. */
  public void notifyListeners(T changed) {
    for (Entry<T> entry : entries) {
      entry.listener.onChange(changed);
    }
  }
}
