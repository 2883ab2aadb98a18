package dev.dalleserver.cluster.s3;

import java.net.URI;
import java.util.Optional;

/**
 * Where a bucket is. Credentials are not part of it: the S3 client finds them in the environment, a
 * profile, a web identity or the instance.
 *
 * @param name of the bucket
 * @param prefix of all keys, without slashes at its ends; may be empty
 * @param endpoint of a store that is not Amazon's
 * @param region empty to take it from the environment or the profile
 * @param pathStyle whether the name of the bucket is a part of the path and not of the host
 */
public record BucketAddress(
    String name,
    String prefix,
    Optional<URI> endpoint,
    Optional<String> region,
    boolean pathStyle) {
  /** Returns the key of an object in the bucket. */
  String key(String object) {
    return prefix.isEmpty() ? object : prefix + "/" + object;
  }

  @Override
  public String toString() {
    return "s3://" + name + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
