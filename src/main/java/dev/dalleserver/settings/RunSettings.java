package dev.dalleserver.settings;

import java.time.Duration;

/**
 * The settings of runs, which make the pictures of addresses.
 *
 * @param lockTtl the maximum duration of one run
 * @param workers the maximum number of runs at once, at least 1
 * @param queue the maximum number of runs that may wait, at least 1
 * @param failureHold how long a failed or cancelled run is still shown
 * @param progressTtl how long an ended run is kept after the last request for it
 * @param imageProvider which provider makes the images
 * @param skipImage whether a plain card is annotated instead of a picture
 * @param enhance whether a provider may rewrite the prompt
 * @param archiveRuns whether each run leaves a file under {@code metrics/runs}
 * @param dailyImageLimit images requested from a paid provider per UTC day; 0 is no limit
 * @param collectionWorkers the maximum number of pictures of collections made at once; 0 is none
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
    int dailyImageLimit,
    int collectionWorkers) {
  static final Setting<Integer> COLLECTION_WORKERS =
      Setting.of(
          "collection-workers",
          "2",
          ValueKind.number(0, 256),
          "pictures of collections made at once, in all of a cluster, while a"
              + " worker is free; 0 is none");
}
