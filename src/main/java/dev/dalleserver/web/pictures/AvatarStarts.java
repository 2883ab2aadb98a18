package dev.dalleserver.web.pictures;

import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pictures.PictureOptions;
import dev.dalleserver.pictures.PictureService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts pictures whose avatars are asked for, where the operator wants that. It gives way to
 * requests for pictures: it starts none while many wait, and a picture that could not be made is
 * not started again for a time, however many pages show its avatar.
 */
final class AvatarStarts {
  private static final Logger LOG = LoggerFactory.getLogger(AvatarStarts.class);

  private static final int MOST_WAITING = 100;
  private static final int MOST_REMEMBERED = 10_000;
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final PictureService pictures;
  private final Clock clock;
  private final boolean enabled;
  private final Map<PictureKey, Instant> started = new LinkedHashMap<>();

  /**
   * @param enabled false to start nothing
   */
  AvatarStarts(PictureService pictures, Clock clock, boolean enabled) {
    this.pictures = pictures;
    this.clock = clock;
    this.enabled = enabled;
  }

  /** Starts the picture if that is wanted; whether the service takes it makes no difference. */
  void onMissing(PictureKey key) {
    if (enabled && pictures.waitingRuns() < MOST_WAITING && isDue(key)) {
      LOG.debug("avatar run={} event=started", key);
      pictures.generate(key, PictureOptions.DEFAULT);
    }
  }

  private synchronized boolean isDue(PictureKey key) {
    Instant now = clock.instant();
    Instant last = started.get(key);
    if (last != null && now.isBefore(last.plus(PAUSE))) {
      return false;
    }
    started.remove(key);
    if (started.size() >= MOST_REMEMBERED) {
      started.remove(started.keySet().iterator().next());
    }
    started.put(key, now);
    return true;
  }
}
