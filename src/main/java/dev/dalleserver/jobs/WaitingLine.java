package dev.dalleserver.jobs;

import java.time.Duration;

/** The line of calls that wait for a provider's rate limit, as status and estimates see it. */
public interface WaitingLine {
  /** The line of a provider that limits nothing. */
  WaitingLine NONE =
      new WaitingLine() {
        @Override
        public int waiting() {
          return 0;
        }

        @Override
        public Duration delay(int ahead) {
          return Duration.ZERO;
        }
      };

  /** Returns how many calls wait in the line. */
  int waiting();

  /**
   * Returns how long a call would wait that joins the line now.
   *
   * @param ahead how many calls join before it
   */
  Duration delay(int ahead);
}
