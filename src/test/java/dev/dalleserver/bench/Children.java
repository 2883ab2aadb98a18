package dev.dalleserver.bench;

import java.util.concurrent.TimeUnit;

/** Ends processes that this program has started, and no others. */
final class Children {
  private static final long PATIENCE_SECONDS = 16;

  private Children() {}

  /** Sends one request to stop, never a second one. */
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
