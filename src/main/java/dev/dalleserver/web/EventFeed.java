package dev.dalleserver.web;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The events of one thing that is watched, and those who read them. The last events are kept, the
 * same for all: a reader is a place among them, so one that is slow, or comes back, costs nothing.
 *
 * <p>Confined to the thread of the {@link EventHub}.
 */
final class EventFeed {
  private final @Nullable EventFrame[] kept;
  private final Set<EventReader> readers = new HashSet<>();
  private final long base;
  private long head;
  private final Supplier<byte[]> state;
  private boolean ended;

  /**
   * @param kept how many events are kept
   * @param base where ids begin; must be above all ids that the same URL has sent before
   * @param state the whole state as it is after the last event
   */
  EventFeed(int kept, long base, Supplier<byte[]> state) {
    this.kept = new EventFrame[kept];
    this.base = base;
    this.head = base;
    this.state = state;
  }

  /** Adds an event. */
  void publish(String event, byte[] data, boolean whole) {
    head++;
    kept[(int) (head % kept.length)] = new EventFrame(head, event, data, whole);
    // A copy, since a reader that fails leaves while the others are told.
    List.copyOf(readers).forEach(EventReader::pump);
  }

  /** No event will follow. */
  void end() {
    ended = true;
    List.copyOf(readers).forEach(EventReader::pump);
  }

  /**
   * A reader comes: it gets the whole state, or, when it was here before and has missed no more
   * than is kept, what came after {@code lastSeen}.
   */
  void join(EventReader reader, OptionalLong lastSeen) {
    readers.add(reader);
    boolean resumes = lastSeen.isPresent() && reaches(lastSeen.getAsLong());
    // Of a stream that has ended, the last event is still to be told.
    long place = ended ? head - 1 : head;
    if (resumes) {
      reader.resume(lastSeen.getAsLong());
    } else {
      reader.begin(new EventFrame(place, "snapshot", state.get(), true));
    }
  }

  void leave(EventReader reader) {
    readers.remove(reader);
  }

  /** True when all events after {@code id} are kept. */
  boolean reaches(long id) {
    return id >= base && id <= head && head - id <= kept.length;
  }

  /** The event after {@code id}, or null when that was the last one so far. */
  @Nullable EventFrame after(long id) {
    return id >= head ? null : kept[(int) ((id + 1) % kept.length)];
  }

  /** The number of the last event so far. */
  long head() {
    return head;
  }

  boolean ended() {
    return ended;
  }

  boolean hasReaders() {
    return !readers.isEmpty();
  }

  List<EventReader> readers() {
    return List.copyOf(readers);
  }
}
