package dev.dalleserver.generation;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.store.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many images have been asked of a paying provider since midnight UTC, and how many may be.
 *
 * <p>An image is counted, and the count is on disk, before it is asked for: a crash can make the
 * count too high by what was under way, never too low. One that cannot have cost anything is given
 * back.
 */
public final class ImageBudget {
  private static final Logger LOG = LoggerFactory.getLogger(ImageBudget.class);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final FileStore store;
  private final Path path;
  private final Clock clock;
  private final int limit;

  /** Guarded by this object. */
  private Spent spent;

  /**
   * What the file holds.
   *
   * @param day as {@code 2026-03-01}, in UTC
   */
  private record Spent(String day, int images) {
    boolean sound() {
      try {
        return images >= 0 && day != null && LocalDate.parse(day) != null;
      } catch (DateTimeParseException e) {
        return false;
      }
    }
  }

  /**
   * Goes on from what is stored; a file that cannot be understood is set aside.
   *
   * @param limit images a day; 0 is no limit
   * @throws IOException when the file cannot be read
   */
  public ImageBudget(FileStore store, Clock clock, int limit) throws IOException {
    this.store = store;
    this.path = store.tree().metrics().resolve("image_budget.json");
    this.clock = clock;
    this.limit = limit;
    this.spent = load();
  }

  /** Whether these bytes are a count that a server could go on from. */
  public static boolean understands(byte[] count) {
    return parse(count).isPresent();
  }

  /** Images a day; 0 is no limit. */
  public int limit() {
    return limit;
  }

  /** Images that were asked for today. */
  public synchronized int used() {
    return today().images();
  }

  /** True when no more may be asked for today. */
  public boolean exhausted() {
    return limit > 0 && used() >= limit;
  }

  /** How long until midnight UTC. */
  public Duration untilReset() {
    return Duration.between(
        clock.instant(), day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  /**
   * Counts an image that is about to be asked for.
   *
   * @return the day on which it counts
   * @throws GenerationException when no more may be asked for
   * @throws IOException when the count could not be stored; nothing is counted then
   */
  synchronized LocalDate take() throws GenerationException, IOException {
    Spent before = today();
    if (limit > 0 && before.images() >= limit) {
      throw new GenerationException(
          FailureCode.BUDGET_EXHAUSTED,
          "the " + limit + " images that may be asked for today are used up");
    }
    keep(new Spent(before.day(), before.images() + 1));
    return LocalDate.parse(before.day());
  }

  /** Counts an image no longer that was taken on that day and not asked for in the end. */
  synchronized void giveBack(LocalDate day) {
    Spent before = today();
    if (before.images() == 0 || !before.day().equals(day.toString())) {
      return;
    }
    try {
      keep(new Spent(before.day(), before.images() - 1));
    } catch (IOException e) {
      // Too high is safe; the same disk will be told of by those who store pictures on it.
      LOG.debug("image_budget event=not_given_back reason=\"{}\"", e.toString());
    }
  }

  private void keep(Spent after) throws IOException {
    store.write(path, JSON.writeValueAsBytes(after));
    spent = after;
  }

  /**
   * A stored day that has passed counts no more. One that is still to come was written before the
   * clock was set back, and counts as today: nobody spends twice by setting clocks.
   */
  private Spent today() {
    LocalDate day = day();
    boolean over = LocalDate.parse(spent.day()).isBefore(day);
    return new Spent(day.toString(), over ? 0 : spent.images());
  }

  private LocalDate day() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private Spent load() throws IOException {
    Optional<byte[]> bytes = store.read(path);
    if (bytes.isPresent()) {
      Optional<Spent> stored = parse(bytes.get());
      if (stored.isPresent()) {
        return stored.get();
      }
      Path aside = store.setAside(path, clock.millis());
      LOG.warn("image_budget event=damaged set_aside={}", store.tree().relative(aside));
    }
    return new Spent(day().toString(), 0);
  }

  private static Optional<Spent> parse(byte[] bytes) {
    try {
      return Optional.ofNullable(JSON.readValue(bytes, Spent.class)).filter(Spent::sound);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
