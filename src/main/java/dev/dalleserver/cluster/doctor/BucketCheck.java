package dev.dalleserver.cluster.doctor;

import dev.dalleserver.cluster.s3.Bucket;
import dev.dalleserver.cluster.s3.BucketExamination;
import dev.dalleserver.cluster.s3.BucketException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether nodes can do with the bucket what they need. */
final class BucketCheck {
  /** Stores refuse requests whose times differ by a quarter of an hour. */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  private final BucketExamination bucket;
  private final String name;
  private final Clock clock;
  private final Findings findings;
  private Instant storeTime;

  BucketCheck(Bucket bucket, Clock clock, Findings findings) {
    this.bucket = new BucketExamination(bucket);
    this.name = bucket.address().toString();
    this.clock = clock;
    this.findings = findings;
    this.storeTime = clock.instant();
  }

  /** Returns the time of the store when it was examined. */
  Instant storeTime() {
    return storeTime;
  }

  /**
   * Examines the bucket.
   *
   * @return false when its objects cannot be listed, so that they cannot be compared
   */
  boolean examine() {
    try {
      Optional<Instant> time = bucket.put();
      storeTime = time.orElse(storeTime);
    } catch (IOException e) {
      findings.problem("bucket", name + " cannot be written: " + reason(e), "");
      return false;
    }
    boolean read = does("read", () -> bucket.get());
    boolean removed = does("cleaned: objects cannot be removed", () -> bucket.delete());
    if (read && removed) {
      findings.ok("bucket", name + " can be written, read and cleaned");
    }
    Duration difference = Duration.between(storeTime, clock.instant()).abs();
    if (difference.compareTo(CLOCKS) > 0) {
      findings.problem(
          "clock",
          "this machine's differs from the store's by " + difference.toSeconds() + " s",
          "set it, by NTP for instance: a store refuses requests of another time");
    }
    return read && isListable();
  }

  private interface Trial {
    boolean succeeds() throws IOException;
  }

  private boolean does(String what, Trial trial) {
    try {
      if (trial.succeeds()) {
        return true;
      }
      findings.problem(
          "bucket",
          name + " cannot be " + what,
          "it is not what was done to it: ask who runs the store");
    } catch (IOException e) {
      findings.problem("bucket", name + " cannot be " + what + ": " + reason(e), "");
    }
    return false;
  }

  private boolean isListable() {
    try {
      bucket.list();
      return true;
    } catch (IOException e) {
      findings.note(
          "objects",
          "not compared with the rows, since they cannot be listed: "
              + reason(e)
              + ". Nodes need no right to list; this command needs ListBucket");
      return false;
    }
  }

  static String reason(IOException e) {
    return e instanceof BucketException fault ? fault.withRemedy() : "an unexpected fault";
  }
}
