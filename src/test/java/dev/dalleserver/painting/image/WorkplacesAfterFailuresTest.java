package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.memory.MemoryBudget;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The only permit is free again after every kind of failure. */
@Timeout(30)
class WorkplacesAfterFailuresTest {
  private static final List<Throwable> PROBLEMS =
      List.of(
          new IOException("checked"),
          new IllegalStateException("unchecked"),
          new CancelledException(Reason.CANCELLED),
          new StackOverflowError());

  private final AtomicReference<Runnable> cleaner = new AtomicReference<>(() -> {});
  private final RenderPermits workplaces =
      new RenderPermits(
          1, () -> cleaner.get().run(), new BoundedDecoder(MemoryBudget.ofThisHeap()));

  private static Object fail(Throwable with) throws Throwable {
    throw with;
  }

  private void assertFree() throws Exception {
    // Without time left: it gets the permit at once or never.
    Cancellation over = new Cancellation(() -> 0, 0);
    assertThat(workplaces.<String, Exception>run(over, () -> "at work")).isEqualTo("at work");
  }

  @Test
  void work_that_fails() throws Exception {
    for (Throwable problem : PROBLEMS) {
      RenderPermits.Work<Object, Exception> work =
          () -> {
            try {
              return fail(problem);
            } catch (Error | Exception known) {
              throw known;
            } catch (Throwable other) {
              throw new AssertionError(other);
            }
          };
      assertThat(catchThrowable(() -> workplaces.run(work))).isSameAs(problem);
      assertFree();
      assertThat(catchThrowable(() -> workplaces.run(Cancellation.none(), work))).isSameAs(problem);
      assertFree();
    }
  }

  @Test
  void tidying_that_fails() throws Exception {
    cleaner.set(
        () -> {
          throw new IllegalStateException("not tidy");
        });
    assertThat(catchThrowable(() -> workplaces.run(() -> "done")))
        .isInstanceOf(IllegalStateException.class);
    cleaner.set(() -> {});
    assertFree();
  }

  @Test
  void work_that_was_called_off_before_it_began() throws Exception {
    Thread.currentThread().interrupt();
    assertThat(catchThrowable(() -> workplaces.run(() -> "never"))).isNotNull();
    assertThat(Thread.interrupted()).isTrue();
    assertFree();
  }
}
