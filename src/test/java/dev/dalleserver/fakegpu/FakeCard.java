package dev.dalleserver.fakegpu;

import dev.dalleserver.fakeprovider.FakePicture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A card that works on one task after the other, step by step. */
public final class FakeCard implements AutoCloseable {
  /** Where a task is. */
  public enum State {
    WAITING,
    RUNNING,
    DONE,
    FAILED,
    STOPPED
  }

  /** One picture in the making. */
  public static final class Task {
    final String id;
    final String client;
    final int steps;
    final int width;
    final int height;
    final CountDownLatch ended = new CountDownLatch(1);
    volatile State state = State.WAITING;
    volatile int step;
    private volatile boolean stop;

    Task(String id, String client, int steps, int width, int height) {
      this.id = id;
      this.client = client;
      this.steps = steps;
      this.width = width;
      this.height = height;
    }

    /** Where it is. */
    public State state() {
      return state;
    }

    /** How many of its steps are done. */
    public int step() {
      return step;
    }

    byte[] picture() {
      return FakePicture.png(width + "x" + height);
    }

    private void end(State last) {
      state = last;
      ended.countDown();
    }
  }

  private final LinkedBlockingQueue<Task> waiting = new LinkedBlockingQueue<>();
  private final List<Task> all = new CopyOnWriteArrayList<>();
  private final Supplier<Duration> stepTime;
  private final Supplier<Boolean> failing;
  private final Consumer<Task> observer;
  private final Thread worker = new Thread(this::work, "fake-card");
  private volatile Optional<Task> current = Optional.empty();

  /**
   * @param failing whether a task fails after its first step
   * @param observer told of every beginning, step and end
   */
  FakeCard(Supplier<Duration> stepTime, Supplier<Boolean> failing, Consumer<Task> observer) {
    this.stepTime = stepTime;
    this.failing = failing;
    this.observer = observer;
    worker.setDaemon(true);
    worker.start();
  }

  Task submit(Task task) {
    all.add(task);
    waiting.add(task);
    return task;
  }

  /** All tasks since the start. */
  public List<Task> tasks() {
    return List.copyOf(all);
  }

  Optional<Task> current() {
    return current;
  }

  List<Task> queued() {
    return List.copyOf(waiting);
  }

  Optional<Task> find(String id) {
    return all.stream().filter(task -> task.id.equals(id)).findFirst();
  }

  /** Takes a waiting task back. */
  boolean remove(String id) {
    Optional<Task> task = find(id).filter(waiting::remove);
    task.ifPresent(removed -> removed.end(State.STOPPED));
    return task.isPresent();
  }

  /** Stops the task that runs, whichever it is. */
  void interrupt() {
    current.ifPresent(task -> task.stop = true);
  }

  private void work() {
    try {
      while (true) {
        run(waiting.take());
      }
    } catch (InterruptedException closed) {
      current.ifPresent(task -> task.end(State.STOPPED));
      waiting.forEach(task -> task.end(State.STOPPED));
    }
  }

  private void run(Task task) throws InterruptedException {
    task.state = State.RUNNING;
    current = Optional.of(task);
    observer.accept(task);
    boolean failed = false;
    while (task.step < task.steps && !task.stop && !failed) {
      TimeUnit.NANOSECONDS.sleep(stepTime.get().toNanos());
      task.step++;
      failed = failing.get();
      observer.accept(task);
    }
    task.end(failed ? State.FAILED : task.stop ? State.STOPPED : State.DONE);
    observer.accept(task);
    current = Optional.empty();
  }

  @Override
  public void close() {
    worker.interrupt();
  }
}
