package dev.dalleserver.web.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.progress.ListenerRegistry;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.Subscription;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventHubTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofMillis(5);

  @TempDir Path dataDir;
  private final Counter counter = new Counter();
  private DataDirectory directory;
  private ProgressManager progress;
  private EventHub hub;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dataDir);
    progress =
        new ProgressManager(
            new LocalPhaseHistory(new FileStore(directory), Clocks.SYSTEM.wall()),
            Clocks.SYSTEM,
            ProgressManager.Retention.DEFAULT);
  }

  @AfterEach
  void close() throws Exception {
    hub.close();
    directory.close();
  }

  /** A thing that counts up, and how often it was rendered. */
  private static final class Counter implements EventSource {
    private final ListenerRegistry<Counter> subscribers = new ListenerRegistry<>();
    private final AtomicInteger listeners = new AtomicInteger();
    final AtomicInteger renderings = new AtomicInteger();
    volatile String padding = "";
    private volatile int value;
    private volatile boolean done;

    void count() {
      value++;
      subscribers.notifyListeners(this);
    }

    void finish() {
      done = true;
      subscribers.notifyListeners(this);
    }

    @Override
    public State state() {
      renderings.incrementAndGet();
      boolean over = done;
      String pad = padding.isEmpty() ? "" : ",\"padding\":\"" + padding + "\"";
      String json = "{\"value\":" + value + ",\"done\":" + over + pad + "}";
      return new State(json.getBytes(StandardCharsets.UTF_8), over);
    }

    @Override
    public boolean isWaiting() {
      return false;
    }

    @Override
    public Subscription subscribe(Runnable action) {
      listeners.incrementAndGet();
      Subscription subscription = subscribers.add(changed -> action.run());
      return () -> {
        listeners.decrementAndGet();
        subscription.close();
      };
    }
  }

  private void hub(EventPace pace) {
    hub = new EventHub(progress, pace, Clock.systemUTC(), MemoryBudget.ofThisHeap());
  }

  private void follow(FakeSink sink) {
    hub.follow(counter, counter, sink, OptionalLong.empty());
  }

  /** Returns when the hub has done all earlier work. */
  private void settle() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    hub.execute(reached::countDown);
    assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private static String text(EventFrame frame) {
    return new String(frame.data(), StandardCharsets.UTF_8);
  }

  @Nested
  class WhenManyFollowOneThing {
    @Test
    void each_change_is_rendered_once_for_all() throws Exception {
      hub(new EventPace(SOON, NEVER, NEVER, NEVER, 64));
      List<FakeSink> sinks = Stream.generate(FakeSink::fast).limit(1000).toList();
      sinks.forEach(EventHubTest.this::follow);
      for (FakeSink sink : sinks) {
        assertThat(sink.next().event()).isEqualTo("snapshot");
      }
      assertThat(counter.renderings).hasValue(1);
      for (int change = 1; change <= 3; change++) {
        counter.count();
        EventFrame shared = sinks.get(0).next();
        assertThat(text(shared)).isEqualTo("{\"value\":" + change + "}");
        for (FakeSink sink : sinks.subList(1, 1000)) {
          assertThat(sink.next()).isSameAs(shared);
        }
      }
      assertThat(counter.renderings).hasValue(4);
      assertThat(counter.listeners).hasValue(1);
    }
  }

  @Nested
  class WhenThingsChangeFast {
    @Test
    void not_more_is_told_than_the_pace_allows() throws Exception {
      hub(new EventPace(NEVER, NEVER, NEVER, NEVER, 64));
      FakeSink sink = FakeSink.fast();
      follow(sink);
      sink.next();
      for (int i = 0; i < 1000; i++) {
        counter.count();
      }
      sink.next();
      settle();
      assertThat(sink.waiting()).isZero();
    }

    @Test
    void the_last_change_is_told_however_fast_they_came() throws Exception {
      hub(new EventPace(SOON, NEVER, NEVER, NEVER, 64));
      FakeSink sink = FakeSink.fast();
      follow(sink);
      for (int i = 0; i < 1000; i++) {
        counter.count();
      }
      counter.finish();
      PatchedState state = new PatchedState();
      EventFrame frame = sink.next();
      state.replace(text(frame));
      for (frame = sink.next(); !frame.event().equals("done"); frame = sink.next()) {
        state.patch(PatchedState.json(text(frame)));
      }
      assertThat(state.state()).hasToString("{\"value\":1000,\"done\":true}");
      assertThat(text(frame)).isEqualTo(state.state().toString());
      sink.ended.get(20, TimeUnit.SECONDS);
    }
  }

  @Nested
  class WhenTimePasses {
    @Test
    void it_is_looked_at_without_being_told_to() throws Exception {
      hub(new EventPace(SOON, SOON, NEVER, NEVER, 64));
      FakeSink sink = FakeSink.fast();
      follow(sink);
      sink.next();
      counter.value = 7;
      assertThat(text(sink.next())).isEqualTo("{\"value\":7}");
    }

    @Test
    void every_reader_hears_a_heartbeat() throws Exception {
      hub(new EventPace(SOON, NEVER, SOON, NEVER, 64));
      FakeSink sink = FakeSink.fast();
      follow(sink);
      while (sink.beats() < 3) {
        settle();
      }
      assertThat(sink.cut).isNotDone();
    }

    @Test
    void what_nobody_reads_is_let_go() throws Exception {
      hub(new EventPace(SOON, NEVER, NEVER, SOON, 64));
      follow(new FakeSink(FakeSink.Network.BROKEN));
      settle();
      while (counter.listeners.get() > 0) {
        settle();
      }
    }
  }

  @Nested
  class WhenAReaderIsSlow {
    @Test
    void it_is_cut_off_once_it_is_too_far_behind_and_nobody_waits() throws Exception {
      hub(new EventPace(Duration.ZERO, NEVER, NEVER, NEVER, 4));
      FakeSink slow = new FakeSink(FakeSink.Network.STUCK);
      FakeSink fast = FakeSink.fast();
      follow(slow);
      follow(fast);
      fast.next();
      for (int i = 0; i < 10; i++) {
        counter.count();
        fast.next();
      }
      // One send is under way and stays so: nothing piles up behind it.
      assertThat(slow.sends()).isEqualTo(1);
      slow.cut.get(20, TimeUnit.SECONDS);
      assertThat(fast.cut).isNotDone();
    }

    @Test
    void it_is_cut_off_when_it_takes_nothing_for_two_heartbeats() throws Exception {
      hub(new EventPace(SOON, NEVER, SOON, NEVER, 64));
      FakeSink slow = new FakeSink(FakeSink.Network.STUCK);
      follow(slow);
      slow.cut.get(20, TimeUnit.SECONDS);
      assertThat(slow.beats()).isZero();
    }

    @Test
    void one_whose_connection_breaks_is_forgotten() throws Exception {
      hub(new EventPace(SOON, NEVER, NEVER, NEVER, 64));
      FakeSink broken = new FakeSink(FakeSink.Network.BROKEN);
      follow(broken);
      broken.cut.get(20, TimeUnit.SECONDS);
      counter.count();
      settle();
      assertThat(broken.sends()).isEqualTo(1);
    }
  }

  @Nested
  class WhenMemoryIsShort {
    private final MemoryBudget memory = new MemoryBudget(37_500);

    private long reserved() {
      return memory.reserved(MemoryUse.EVENTS);
    }

    @Test
    void events_are_forgotten_before_their_time_and_slow_readers_cut_off() throws Exception {
      hub =
          new EventHub(
              progress,
              new EventPace(Duration.ZERO, NEVER, NEVER, NEVER, 1_000),
              Clock.systemUTC(),
              memory);
      FakeSink slow = new FakeSink(FakeSink.Network.STUCK);
      FakeSink fast = FakeSink.fast();
      follow(slow);
      follow(fast);
      fast.next();
      for (int i = 0; i < 100; i++) {
        counter.count();
        fast.next();
        assertThat(reserved()).isPositive().isLessThanOrEqualTo(3_000);
      }
      slow.cut.get(20, TimeUnit.SECONDS);
      assertThat(fast.cut).isNotDone();
    }

    @Test
    void a_state_that_many_get_is_counted_once() throws Exception {
      hub =
          new EventHub(
              progress, new EventPace(SOON, NEVER, NEVER, NEVER, 64), Clock.systemUTC(), memory);
      counter.padding = "x".repeat(1_500);
      List<FakeSink> stuck =
          Stream.generate(() -> new FakeSink(FakeSink.Network.STUCK)).limit(1000).toList();
      stuck.forEach(EventHubTest.this::follow);
      settle();
      assertThat(stuck).allSatisfy(sink -> assertThat(sink.sends()).isEqualTo(1));
      assertThat(reserved()).isBetween(1_500L, 3_000L);
    }

    @Test
    void a_follower_whose_state_finds_no_room_is_cut_off() throws Exception {
      hub =
          new EventHub(
              progress, new EventPace(SOON, NEVER, NEVER, NEVER, 64), Clock.systemUTC(), memory);
      counter.padding = "x".repeat(5_000);
      FakeSink sink = FakeSink.fast();
      follow(sink);
      sink.cut.get(20, TimeUnit.SECONDS);
      assertThat(reserved()).isZero();
    }

    @Test
    void the_end_is_told_to_those_who_come_later_although_it_found_no_room() throws Exception {
      hub =
          new EventHub(
              progress,
              new EventPace(Duration.ZERO, NEVER, NEVER, NEVER, 64),
              Clock.systemUTC(),
              memory);
      FakeSink early = FakeSink.fast();
      follow(early);
      early.next();
      memory.tryReserve(MemoryUse.EVENTS, memory.capacity(MemoryUse.EVENTS) - reserved());
      counter.padding = "x".repeat(1_500);
      counter.finish();
      early.cut.get(20, TimeUnit.SECONDS);
      FakeSink late = FakeSink.fast();
      follow(late);
      assertThat(late.next().event()).isEqualTo("snapshot");
      assertThat(late.next().event()).isEqualTo("done");
      late.ended.get(20, TimeUnit.SECONDS);
    }

    @Test
    void all_of_it_is_given_back_when_the_followers_have_gone() throws Exception {
      hub =
          new EventHub(
              progress,
              new EventPace(Duration.ZERO, NEVER, SOON, SOON, 64),
              Clock.systemUTC(),
              memory);
      follow(new FakeSink(FakeSink.Network.STUCK));
      follow(new FakeSink(FakeSink.Network.BROKEN));
      for (int i = 0; i < 5; i++) {
        counter.count();
        settle();
      }
      hub.sendFinal(
          new EventSource.State("{\"done\":true}".getBytes(StandardCharsets.UTF_8), true),
          FakeSink.fast());
      Waiting.until(() -> reserved() == 0);
    }
  }

  @Nested
  class WhenAReaderComesBack {
    @Test
    void it_goes_on_where_it_was_or_begins_anew_when_that_is_too_long_ago() throws Exception {
      hub(new EventPace(Duration.ZERO, NEVER, NEVER, NEVER, 4));
      FakeSink first = FakeSink.fast();
      follow(first);
      long start = first.next().id();
      for (int i = 0; i < 6; i++) {
        counter.count();
        first.next();
      }
      FakeSink resumed = FakeSink.fast();
      hub.follow(counter, counter, resumed, OptionalLong.of(start + 4));
      assertThat(text(resumed.next())).isEqualTo("{\"value\":5}");
      assertThat(text(resumed.next())).isEqualTo("{\"value\":6}");
      FakeSink late = FakeSink.fast();
      hub.follow(counter, counter, late, OptionalLong.of(start + 1));
      EventFrame anew = late.next();
      assertThat(anew.event()).isEqualTo("snapshot");
      assertThat(text(anew)).contains("\"value\":6");
    }
  }
}
