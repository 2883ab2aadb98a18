package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OldGenerationCollectorTest {
  private static final long MIB = 1 << 20;

  private final AtomicLong used = new AtomicLong();
  private final AtomicLong lasting = new AtomicLong();
  private final AtomicInteger looks = new AtomicInteger();
  private final OldGenerationCollector old =
      new OldGenerationCollector(
          used::get,
          lasting::get,
          () -> {
            looks.incrementAndGet();
            used.set(lasting.get());
          });

  private int looksAfter(long lastingMib, long usedMib) {
    looks.set(0);
    lasting.set(lastingMib * MIB);
    used.set(usedMib * MIB);
    old.collectIfGrown();
    old.collectIfGrown();
    return looks.get();
  }

  @Test
  void is_looked_at_once_when_a_picture_may_have_been_left_in_it() {
    assertThat(looksAfter(0, 16)).isZero();
    assertThat(looksAfter(0, 17)).isEqualTo(1);
    assertThat(looksAfter(20, 36)).isZero();
    assertThat(looksAfter(20, 37)).isEqualTo(1);
  }

  @Test
  void of_a_large_gallery_is_not_looked_at_for_every_picture() {
    assertThat(looksAfter(200, 300)).isZero();
    assertThat(looksAfter(200, 301)).isEqualTo(1);
  }

  @Test
  void is_not_looked_at_by_two_at_once() {
    lasting.set(0);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger again = new AtomicInteger();
    OldGenerationCollector[] self = new OldGenerationCollector[1];
    self[0] =
        new OldGenerationCollector(
            () -> 100 * MIB,
            () -> 0,
            () -> {
              if (inside.incrementAndGet() > 1) {
                again.incrementAndGet();
              } else {
                self[0].collectIfGrown();
              }
            });
    self[0].collectIfGrown();

    assertThat(inside).hasValue(1);
    assertThat(again).hasValue(0);
  }

  @Test
  void is_left_to_collectors_that_look_by_themselves() {
    boolean serial =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .anyMatch("MarkSweepCompact"::equals);

    assertThat(OldGenerationCollector.ofThisMachine().isPresent()).isEqualTo(serial);
  }
}
