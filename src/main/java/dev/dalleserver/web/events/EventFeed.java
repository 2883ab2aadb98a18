package dev.dalleserver.web.events;

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
 * The events of one observed source, and their readers. The last events are kept once for all
 * readers: a reader is a position among them, so one that is slow, or resumes, costs nothing.
 *
 * <p>Confined to the thread of the {@link EventHub}.
 */
final class EventFeed {
  /** The memory of an event besides its data. */
  private static final int OVERHEAD_BYTES = 128;

  private final @Nullable EventFrame[] frames;
  private final Set<EventReader> readers = new HashSet<>();
  private final MemoryBudget memory;
  private final Supplier<byte[]> state;
  private final FinalEventIds finalIds;

  /** The number of the last event so far. */
  private long head;

  /** The number of the last event that is not kept; all after it are. */
  private long tail;

  /** The whole state as the last new reader got it, for the next one; null at first. */
  private @Nullable EventFrame snapshot;

  private boolean ended;
  private boolean closesWhenUnread;

  /**
   * @param capacity how many events are kept at most
   * @param base where ids begin; must be above all ids that the same URL has sent before
   * @param state gives the whole state after the last event
   * @param memory the budget from which the events' memory is reserved
   * @param finalIds learns the id of the last event before any reader does
   */
  EventFeed(
      int capacity,
      long base,
      Supplier<byte[]> state,
      MemoryBudget memory,
      FinalEventIds finalIds) {
    this.finalIds = finalIds;
    this.frames = new EventFrame[capacity];
    this.head = base;
    this.tail = base;
    this.state = state;
    this.memory = memory;
  }

  /** Adds an event. Without memory for it, older ones are dropped before their time. */
  void publish(String event, byte[] data, boolean whole) {
    add(event, data, whole, false);
    sendPending();
  }

  private void add(String event, byte[] data, boolean whole, boolean last) {
    head++;
    if (head - tail > frames.length) {
      dropOldest();
    }
    Optional<MemoryBudget.Reservation> reservation = reserve(data);
    while (reservation.isEmpty() && tail < head - 1) {
      dropOldest();
      reservation = reserve(data);
    }
    if (reservation.isEmpty()) {
      // Neither it nor any event before it is kept: readers are cut off and may reconnect.
      tail = head;
    } else {
      FrameMemory held = new FrameMemory(reservation.get());
      frames[index(head)] = new EventFrame(head, event, data, whole, last, held);
    }
  }

  private void sendPending() {
    // Iterates over a copy, since a reader that fails removes itself.
    List.copyOf(readers).forEach(EventReader::sendPending);
  }

  private Optional<MemoryBudget.Reservation> reserve(byte[] data) {
    return memory.tryReserve(MemoryUse.EVENTS, (long) data.length + OVERHEAD_BYTES);
  }

  private void dropOldest() {
    tail++;
    EventFrame oldest = frames[index(tail)];
    if (oldest != null) {
      oldest.memory().release();
      frames[index(tail)] = null;
    }
  }

  private int index(long id) {
    return (int) (id % frames.length);
  }

  /**
   * Adds the last event, which has the whole state; none will follow. It is kept even without
   * memory for it, so that each reader gets it, now or later: its bytes are those of the state,
   * which is held anyway.
   */
  void end(String event) {
    byte[] data = state.get();
    add(event, data, true, true);
    ended = true;
    finalIds.add(head);
    if (tail == head) {
      tail--;
      frames[index(head)] = new EventFrame(head, event, data, true, true, new FrameMemory(null));
    }
    sendPending();
  }

  /**
   * Adds a reader. It gets the whole state, or, when it resumes and has missed no more events than
   * are kept, those after {@code lastSeen}. Without memory for the state it is cut off, unless the
   * state is final.
   */
  void addReader(EventReader reader, OptionalLong lastSeen) {
    readers.add(reader);
    boolean resumes = lastSeen.isPresent() && canResumeAfter(lastSeen.getAsLong());
    if (resumes) {
      reader.resume(lastSeen.getAsLong());
      return;
    }
    EventFrame now = snapshot();
    if (now == null) {
      reader.drop();
    } else {
      reader.start(now);
    }
  }

  /**
   * Returns one snapshot for all readers that join before the next event: its bytes are sent to
   * each, not copied.
   */
  private @Nullable EventFrame snapshot() {
    // In a feed that has ended, the last event is still to be sent.
    long id = ended ? head - 1 : head;
    byte[] data = state.get();
    EventFrame last = snapshot;
    if (last != null && last.id() == id && last.data() == data) {
      return last;
    }
    dropSnapshot();
    MemoryBudget.@Nullable Reservation held = reserve(data).orElse(null);
    if (held != null || ended) {
      // A final state is held for the last event, with these very bytes.
      snapshot = new EventFrame(id, "snapshot", data, true, false, new FrameMemory(held));
    }
    return snapshot;
  }

  private void dropSnapshot() {
    if (snapshot != null) {
      snapshot.memory().release();
      snapshot = null;
    }
  }

  /** Makes the feed close as soon as the last reader has left. */
  void closeWhenUnread() {
    closesWhenUnread = true;
  }

  /** Releases the memory of all events; the feed must not be read any more. */
  void close() {
    while (tail < head) {
      dropOldest();
    }
    dropSnapshot();
  }

  void removeReader(EventReader reader) {
    readers.remove(reader);
    if (closesWhenUnread && readers.isEmpty()) {
      close();
    }
  }

  /** Returns true when all events after {@code id} are kept. */
  boolean canResumeAfter(long id) {
    return id >= tail && id <= head;
  }

  /** Returns the event after {@code id}, or null when that was the last one so far. */
  @Nullable EventFrame frameAfter(long id) {
    return id >= head ? null : frames[index(id + 1)];
  }

  /** Returns the number of the last event so far. */
  long head() {
    return head;
  }

  boolean isEnded() {
    return ended;
  }

  boolean hasReaders() {
    return !readers.isEmpty();
  }

  List<EventReader> readers() {
    return List.copyOf(readers);
  }
}
