package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.ProgressRun;

/**
 * What the steps of a run share: what is to be made, and where its progress is shown.
 *
 * @param key the picture's key
 * @param plan the dress as it is drawn, for when none is stored yet
 * @param force whether stored files are ignored and made again
 * @param progress shows how far the run is
 * @param cancellation asks the run to stop
 */
record RunContext(
    PictureKey key,
    DalleDress plan,
    boolean force,
    ProgressRun progress,
    Cancellation cancellation) {}
