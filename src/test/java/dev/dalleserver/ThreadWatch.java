package dev.dalleserver;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Remembers which threads there are, to tell later which have come and not gone. */
public final class ThreadWatch {
  /** Threads of the JDK and of those who run the tests, which come when they are needed. */
  private static final List<String> OTHERS =
      List.of("ForkJoinPool.commonPool", "junit-", "surefire-");

  private final Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());

  /** Waits until all that have come since are gone. */
  public void awaitNoneLeft() {
    try {
      Waiting.until(() -> left().isEmpty());
    } catch (AssertionError e) {
      throw new AssertionError("these threads are left: " + left(), e);
    }
  }

  private List<Thread> left() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !before.contains(thread))
        .filter(thread -> OTHERS.stream().noneMatch(thread.getName()::startsWith))
        .toList();
  }
}
