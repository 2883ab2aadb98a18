package dev.dalleserver.settings;

import java.time.Duration;

/**
 * The limits of free-prompt batches.
 *
 * @param slots the maximum number of batches at once, at least 1
 * @param resultTtl how long a finished batch is kept after its last update
 * @param cleanupInterval how often expired batches are removed
 */
public record BatchSettings(int slots, Duration resultTtl, Duration cleanupInterval) {}
