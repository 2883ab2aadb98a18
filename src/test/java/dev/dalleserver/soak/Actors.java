package dev.dalleserver.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Clients that go on until they are told to stop, each with a thread and a rate of its own. */
final class Actors implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 30_000;

  private final List<Thread> threads = new ArrayList<>();
  private final List<Thread> interruptible = new ArrayList<>();
  private volatile boolean stopped;

  /** What a client does once. */
  interface Round {
    void play() throws Exception;
  }

  /** Begins one that may be torn out of its round at the end. */
  void beginInterruptible(String name, Duration pause, Round round, Consumer<Throwable> bad) {
    begin(name, pause, round, bad);
    interruptible.add(threads.get(threads.size() - 1));
  }

  /**
   * Begins one that finishes its last round.
   *
   * @param pause between the end of a round and the next, so that its rate is bounded
   */
  void begin(String name, Duration pause, Round round, Consumer<Throwable> bad) {
    Thread thread =
        new Thread(
            () -> {
              while (!stopped) {
                try {
                  round.play();
                  Thread.sleep(pause.toMillis());
                } catch (InterruptedException e) {
                  return;
                } catch (Exception | AssertionError e) {
                  if (!stopped) {
                    bad.accept(e);
                  }
                }
              }
            },
            name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Waits until each has finished its round. */
  @Override
  public void close() {
    stopped = true;
    interruptible.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join(PATIENCE_MILLIS);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
