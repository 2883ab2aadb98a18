package dev.dalleserver.progress;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who wants to be told of the changes of one thing. Coming, going and telling may happen at once on
 * many threads, and each costs the same however many there are, but for telling.
 *
 * @param <T> what changes
 */
public final class ListenerRegistry<T> {
  /**
   * Told of a change, on the thread that makes it: be quick and do not throw.
   *
   * @param <T> what changes
   */
  @FunctionalInterface
  public interface Listener<T> {
    void onChange(T changed);
  }

  /** Listeners by identity: the same one may be there twice, and each time goes by itself. */
  private static final class Entry<T> implements Subscription {
    private final Set<Entry<T>> home;
    private final Listener<? super T> listener;

    Entry(Set<Entry<T>> home, Listener<? super T> listener) {
      this.home = home;
      this.listener = listener;
    }

    @Override
    public void close() {
      home.remove(this);
    }
  }

  private final Set<Entry<T>> entries = ConcurrentHashMap.newKeySet();

  /** Tells {@code listener} of every change from now on, until the subscription is closed. */
  public Subscription add(Listener<? super T> listener) {
    Entry<T> entry = new Entry<>(entries, listener);
    entries.add(entry);
    return entry;
  }

  /** Tells everybody. */
  public void tell(T changed) {
    for (Entry<T> entry : entries) {
      entry.listener.onChange(changed);
    }
  }
}
