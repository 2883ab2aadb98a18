package dev.dalleserver.generation;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.PictureKey;
import dev.dalleserver.progress.ProgressRun;

/**
 * One picture that was asked for, while it is being made.
 *
 * @param key what it is
 * @param plan the dress as it is drawn when nothing is stored yet
 * @param force nothing that is stored is used
 * @param progress where it stands
 * @param cancellation how it is told to stop
 */
record PictureJob(
    PictureKey key,
    DalleDress plan,
    boolean force,
    ProgressRun progress,
    Cancellation cancellation) {}
