package dev.dalleserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CachedNumberTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final CachedNumber number = new CachedNumber(asked::incrementAndGet, nanos::get);

  @Test
  void is_kept_for_a_second_even_where_the_clock_overflows() {
    assertThat(number.getAsDouble()).isEqualTo(1);

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
    assertThat(number.getAsDouble()).isEqualTo(1);

    nanos.incrementAndGet();
    assertThat(number.getAsDouble()).isEqualTo(2);
    assertThat(number.getAsDouble()).isEqualTo(2);
  }
}
