package dev.dalleserver.progress;

import java.util.List;
import java.util.Map;

/**
 * The state of a run at one moment: the JSON of the contract, but for the request id.
 *
 * @param startedNs when work on the run began, in Unix nanoseconds; 0 while it is queued
 * @param percent 0 to 100; 100 exactly when {@code done}
 * @param etaSeconds seconds until the end; 0 when unknown
 * @param dalleDress the dress and its rendered form
 * @param phaseAverages nanoseconds by phase, for the phases that have an average
 * @param phaseIndex the current working phase, counted from 1
 * @param phasePercent how far the current phase is by its average, 0 to 100
 * @param queuePosition 1 for the run that is next, 0 for one that is not queued
 * @param provider the name of the provider that makes the picture
 * @param previewUrl where the picture of the work under way is; empty when there is none
 * @param version counts the changes of the run that this snapshot shows
 * @param rendering shared by all snapshots of that version
 */
public record ProgressSnapshot(
    String series,
    String address,
    Phase currentPhase,
    long startedNs,
    double percent,
    double etaSeconds,
    boolean done,
    String error,
    String errorCode,
    boolean cacheHit,
    boolean cancelled,
    List<PhaseTiming> phases,
    RenderedDress dalleDress,
    Map<Phase, Long> phaseAverages,
    int phaseIndex,
    int phaseCount,
    double phasePercent,
    double phaseEtaSeconds,
    int queuePosition,
    String provider,
    String previewUrl,
    long version,
    SnapshotCache rendering) {}
