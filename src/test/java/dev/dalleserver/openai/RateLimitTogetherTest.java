package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.dress.Dress;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.painting.image.ImageIoPictureCodec;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.TempReceived;
import dev.dalleserver.resilience.CallLimits;
import dev.dalleserver.resilience.CallListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four workers before a provider that allows five pictures in each shortened minute. */
@Timeout(120)
class RateLimitTogetherTest {
  private static final int PICTURES = 20;

  @TempDir Path folder;

  /** Paints them with four workers; returns how long all took. */
  private Duration paintAll(FakeProvider fake, int imagesPerMinute) throws Exception {
    OpenAiSettings settings = TestSettings.of(Rig.KEY, fake.baseUrl());
    OpenAiSettings limited =
        TestSettings.withLimits(settings, new CallLimits(3, 4, imagesPerMinute));
    AtomicInteger next = new AtomicInteger();
    long begun = System.nanoTime();
    try (TempReceived received = new TempReceived();
        OpenAiProvider provider =
            new OpenAiProvider(
                limited,
                received.pictures(),
                new ImageIoPictureCodec(),
                CallListener.NONE,
                Clock.systemUTC(),
                System::nanoTime);
        Together workers = new Together(4)) {
      workers.call(
          () -> {
            for (int n = next.getAndIncrement(); n < PICTURES; n = next.getAndIncrement()) {
              provider
                  .images()
                  .paint(
                      request(n),
                      ProgressListener.NONE,
                      new Cancellation(System::nanoTime, Duration.ofMinutes(5).toNanos()));
            }
            return true;
          });
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static PaintRequest request(int n) {
    PaintRequest plain = PaintRequest.of(Dresses.plain(), new ReceivedName("a-test-" + n));
    Optional<Dress> dress = plain.dress();
    return new PaintRequest(
        "picture " + n, dress, n, Optional.empty(), plain.tuning(), plain.receivedAs());
  }

  private FakeProvider provider(Map<String, String> behaviour) throws Exception {
    FakeProvider fake = new FakeProvider(0, behaviour);
    Path small = Files.write(folder.resolve("small.png"), Pictures.png(32, 32));
    Map<String, String> all = new HashMap<>(behaviour);
    all.put("body", "file:" + small);
    fake.behave(all);
    return fake;
  }

  @ParameterizedTest
  @ValueSource(strings = {"retry-after", "reset", "words", "none"})
  void twenty_of_twenty_come_about_as_fast_as_it_allows(String hint) throws Exception {
    try (FakeProvider fake = provider(Map.of("as", "limit-" + hint, "rate", "5/1s"))) {
      Duration took = paintAll(fake, 0);
      assertThat(fake.painted())
          .hasSize(PICTURES)
          .allSatisfy((prompt, times) -> assertThat(times).isEqualTo(1));
      // Four windows, so three waits; whole seconds and backoff make each of them a bit longer.
      assertThat(took).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(12));
      assertThat(fake.calls("limited")).as("refusals").isLessThan(40);
    }
  }

  @Test
  void with_images_per_minute_none_is_refused() throws Exception {
    try (FakeProvider fake = provider(Map.of("only", "image", "rate", "6/1s"))) {
      Duration took = paintAll(fake, 300);
      assertThat(took).isBetween(Duration.ofMillis(19 * 200), Duration.ofSeconds(10));
      assertThat(fake.calls("limited")).isZero();
      assertThat(fake.painted()).hasSize(PICTURES);
    }
  }
}
