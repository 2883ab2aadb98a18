package dev.dalleserver.bench;

import java.util.concurrent.TimeUnit;

/** The ending of processes that were started here, and of nobody else's. */
final class Children {
  private static final long PATIENCE_SECONDS = 16;

  private Children() {}

  /** Asks it to stop, and does not ask a second time. */
  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        kill(process);
      }
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
    }
  }

  static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
