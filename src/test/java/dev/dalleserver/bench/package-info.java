/** What {@code ./run.sh bench} runs: measurements against nginx and against the goals. */
package dev.dalleserver.bench;
