package dev.dalleserver.gpu;

import dev.dalleserver.pictures.ImageSize;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How a server on a graphics card of one's own is reached.
 *
 * @param baseUrl http or https, without user, query or trailing slash; it may be a private address,
 *     since the operator has chosen it
 * @param credentials what the server, or a proxy before it, asks for
 * @param size the size of pictures whose size no client chooses; empty for one that suits them
 * @param timeout the maximum duration of one picture, with its time in the server's own queue
 * @param attempts the most times that one picture is asked for, 1 for no retries
 * @param concurrentPictures the most pictures asked for at once
 * @param imagesPerMinute the most pictures that are begun in a minute; 0 for no limit
 */
public record GpuSettings(
    URI baseUrl,
    Credentials credentials,
    Optional<ImageSize> size,
    Duration timeout,
    int attempts,
    int concurrentPictures,
    int imagesPerMinute) {
  public GpuSettings {
    if (attempts < 1 || concurrentPictures < 1) {
      throw new IllegalArgumentException("attempts and concurrent pictures are at least 1");
    }
  }

  /** Returns the same with another limit on pictures at once. */
  public GpuSettings withConcurrentPictures(int limit) {
    return new GpuSettings(baseUrl, credentials, size, timeout, attempts, limit, imagesPerMinute);
  }
}
