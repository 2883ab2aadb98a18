package dev.dalleserver.tasks;

import dev.dalleserver.console.EscapingPrintStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/** A program that runs out of memory in one way or another. */
public final class OutOfMemoryProgram {
  private static final ConcurrentLinkedQueue<Object> HELD = new ConcurrentLinkedQueue<>();

  private OutOfMemoryProgram() {}

  public static void main(String[] args) {
    FatalErrors.install();
    // As the server does.
    System.setErr(EscapingPrintStream.to(System.err, FatalErrors::escalate));
    switch (args[0]) {
      case "thread" -> new Thread(OutOfMemoryProgram::fillHeap).start();
      case "executor" -> Executors.newCachedThreadPool().execute(OutOfMemoryProgram::fillHeap);
      case "task" ->
          new TaskScheduler("test")
              .scheduleEvery(Duration.ofMillis(1), OutOfMemoryProgram::fillHeap);
      case "logged" -> new Thread(OutOfMemoryProgram::swallow).start();
      case "direct" -> new Thread(() -> HELD.add(ByteBuffer.allocateDirect(1 << 30))).start();
      case "overflow" -> overflow();
      default -> throw new IllegalArgumentException(args[0]);
    }
    LockSupport.parkNanos(Duration.ofSeconds(20).toNanos());
    System.exit(0);
  }

  private static void fillHeap() {
    List<byte[]> held = new ArrayList<>();
    while (true) {
      held.add(new byte[1 << 16]);
    }
  }

  /** As libraries do on their threads. */
  private static void swallow() {
    try {
      fillHeap();
    } catch (Throwable e) {
      LoggerFactory.getLogger(OutOfMemoryProgram.class).warn("job failed", new RuntimeException(e));
    }
  }

  /** Kills nothing but the task: the stack is whole again when it is unwound. */
  private static void overflow() {
    new TaskScheduler("test").execute(OutOfMemoryProgram::recurse);
    new Thread(OutOfMemoryProgram::recurse).start();
    LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
    System.exit(0);
  }

  private static void recurse() {
    recurse();
  }
}
