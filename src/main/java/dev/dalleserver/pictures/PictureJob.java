package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.ProgressRun;

/**
 * The job of making one requested picture.
 *
 * @param key the picture's key
 * @param plan the dress as it is drawn, for when none is stored yet
 * @param force whether stored files are ignored and made again
 * @param progress the run that shows how far the job is
 * @param cancellation asks the job to stop
 */
record PictureJob(
    PictureKey key,
    DalleDress plan,
    boolean force,
    ProgressRun progress,
    Cancellation cancellation) {}
