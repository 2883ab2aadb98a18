package dev.dalleserver.web;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
  /** What an event takes besides its data. */
  private static final int BYTES_EACH = 128;

  private final @Nullable EventFrame[] kept;
  private final Set<EventReader> readers = new HashSet<>();
  private final MemoryBudget memory;
  private final Supplier<byte[]> state;

  /** The number of the last event so far. */
  private long head;

  /** The number of the last event that is not kept; all after it are. */
  private long tail;

  /** The whole state as the last reader got it, for the next; null at first. */
  private @Nullable EventFrame snapshot;

  private boolean ended;
  private boolean closesWhenUnread;

  /**
   * @param kept how many events are kept at most
   * @param base where ids begin; must be above all ids that the same URL has sent before
   * @param state the whole state as it is after the last event
   * @param memory what the events draw on
   */
  EventFeed(int kept, long base, Supplier<byte[]> state, MemoryBudget memory) {
    this.kept = new EventFrame[kept];
    this.head = base;
    this.tail = base;
    this.state = state;
    this.memory = memory;
  }

  /** Adds an event. When there is no memory for it, older ones are forgotten before their time. */
  void publish(String event, byte[] data, boolean whole) {
    add(event, data, whole);
    pump();
  }

  private void add(String event, byte[] data, boolean whole) {
    head++;
    if (head - tail > kept.length) {
      forgetOldest();
    }
    Optional<MemoryBudget.Reservation> reservation = reserve(data);
    while (reservation.isEmpty() && tail < head - 1) {
      forgetOldest();
      reservation = reserve(data);
    }
    if (reservation.isEmpty()) {
      // Nothing before it is kept, nor is it: readers are cut off and may come back.
      tail = head;
    } else {
      FrameMemory held = new FrameMemory(reservation.get());
      kept[index(head)] = new EventFrame(head, event, data, whole, held);
    }
  }

  private void pump() {
    // A copy, since a reader that fails leaves while the others are told.
    List.copyOf(readers).forEach(EventReader::pump);
  }

  private Optional<MemoryBudget.Reservation> reserve(byte[] data) {
    return memory.tryReserve(MemoryUse.EVENTS, (long) data.length + BYTES_EACH);
  }

  private void forgetOldest() {
    tail++;
    EventFrame oldest = kept[index(tail)];
    if (oldest != null) {
      oldest.memory().release();
      kept[index(tail)] = null;
    }
  }

  private int index(long id) {
    return (int) (id % kept.length);
  }

  /**
   * Adds the last event, which tells the whole state; none will follow. It is kept also where there
   * is no memory for it, so that each reader is told, now or later: its bytes are those of the
   * state, which is held anyway.
   */
  void end(String event) {
    byte[] data = state.get();
    add(event, data, true);
    ended = true;
    if (tail == head) {
      tail--;
      kept[index(head)] = new EventFrame(head, event, data, true, new FrameMemory(null));
    }
    pump();
  }

  /**
   * A reader comes: it gets the whole state, or, when it was here before and has missed no more
   * than is kept, what came after {@code lastSeen}. Without memory for the state it is cut off,
   * unless the state is final.
   */
  void join(EventReader reader, OptionalLong lastSeen) {
    readers.add(reader);
    boolean resumes = lastSeen.isPresent() && reaches(lastSeen.getAsLong());
    if (resumes) {
      reader.resume(lastSeen.getAsLong());
      return;
    }
    EventFrame now = snapshot();
    if (now == null) {
      reader.drop();
    } else {
      reader.begin(now);
    }
  }

  /** One for all that come before the next event: its bytes are sent to each, not copied. */
  private @Nullable EventFrame snapshot() {
    // Of a stream that has ended, the last event is still to be told.
    long place = ended ? head - 1 : head;
    byte[] data = state.get();
    EventFrame last = snapshot;
    if (last != null && last.id() == place && last.data() == data) {
      return last;
    }
    forgetSnapshot();
    MemoryBudget.@Nullable Reservation held = reserve(data).orElse(null);
    if (held != null || ended) {
      // A state that is final is held for the last event, with these very bytes.
      snapshot = new EventFrame(place, "snapshot", data, true, new FrameMemory(held));
    }
    return snapshot;
  }

  private void forgetSnapshot() {
    if (snapshot != null) {
      snapshot.memory().release();
      snapshot = null;
    }
  }

  /** Forgets everything as soon as the last reader has left. */
  void closeWhenUnread() {
    closesWhenUnread = true;
  }

  /** Gives the memory of all events back; it must not be read any more. */
  void close() {
    while (tail < head) {
      forgetOldest();
    }
    forgetSnapshot();
  }

  void leave(EventReader reader) {
    readers.remove(reader);
    if (closesWhenUnread && readers.isEmpty()) {
      close();
    }
  }

  /** True when all events after {@code id} are kept. */
  boolean reaches(long id) {
    return id >= tail && id <= head;
  }

  /** The event after {@code id}, or null when that was the last one so far. */
  @Nullable EventFrame after(long id) {
    return id >= head ? null : kept[index(id + 1)];
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
