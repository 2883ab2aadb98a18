package dev.dalleserver.progress;

import java.time.Duration;

/** The line of calls that wait for the rate limit of the provider, as estimates see it. */
public interface ProviderLine {
  /** The line of a provider that limits nothing. */
  ProviderLine NONE =
      new ProviderLine() {
        @Override
        public int waiting() {
          return 0;
        }

        @Override
        public Duration delay(int ahead) {
          return Duration.ZERO;
        }
      };

  /** Returns how many runs wait for the provider. */
  int waiting();

  /**
   * Returns how long a run would wait that asks the provider now.
   *
   * @param ahead how many runs ask before it
   */
  Duration delay(int ahead);
}
