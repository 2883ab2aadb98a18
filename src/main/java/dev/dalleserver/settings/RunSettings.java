package dev.dalleserver.settings;

import java.time.Duration;

/**
 * How pictures for addresses are made.
 *
 * @param lockTtl the most time one run may take
 * @param workers runs at once, at least 1
 * @param queue runs that may wait, at least 1
 * @param failureHold how long a failed or cancelled run is still shown
 * @param progressTtl how long an ended run is kept that nobody asks for
 * @param imageProvider who paints
 * @param skipImage a plain card is annotated instead of a picture
 * @param enhance whether a provider may rewrite the prompt
 * @param archiveRuns whether each run leaves a file under {@code metrics/runs}
 * @param dailyImageLimit images asked of a paying provider per UTC day; 0 is no limit
 */
public record RunSettings(
    Duration lockTtl,
    int workers,
    int queue,
    Duration failureHold,
    Duration progressTtl,
    ImageProviderChoice imageProvider,
    boolean skipImage,
    boolean enhance,
    boolean archiveRuns,
    int dailyImageLimit) {}
