package dev.dalleserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.StandardError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HealthMonitorTest {
  private final MovingTime time = new MovingTime();
  private final AtomicBoolean shuttingDown = new AtomicBoolean();
  private final FakeCheck disk = new FakeCheck("disk", Duration.ofSeconds(3));
  private final FakeCheck queue = new FakeCheck("queue", Duration.ZERO);

  /** A check with a scripted result. */
  private static final class FakeCheck implements HealthCheck {
    private final String name;
    private final Duration goodFor;
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Finding finding = Finding.healthy("fine");
    private volatile Runnable before = () -> {};

    FakeCheck(String name, Duration goodFor) {
      this.name = name;
      this.goodFor = goodFor;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Duration validFor() {
      return goodFor;
    }

    @Override
    public Finding examine() {
      looks.incrementAndGet();
      before.run();
      return finding;
    }
  }

  private HealthMonitor monitor() {
    return new HealthMonitor(
        List.of(disk, queue), "1.2.3", time.clock(), time::nanos, shuttingDown::get);
  }

  @Nested
  class A_report {
    @Test
    void is_as_bad_as_the_worst_component() {
      HealthMonitor monitor = monitor();
      queue.finding = Finding.degraded("full");
      assertThat(monitor.report().status()).isEqualTo(HealthStatus.DEGRADED);

      disk.finding = Finding.unhealthy("broken");
      time.pass(Duration.ofSeconds(3));
      assertThat(monitor.report().status()).isEqualTo(HealthStatus.UNHEALTHY);
    }

    @Test
    void says_how_old_the_server_is_and_which() {
      HealthMonitor monitor = monitor();
      time.pass(Duration.ofSeconds(90));

      HealthReport report = monitor.report();

      assertThat(report.uptimeSeconds()).isEqualTo(90);
      assertThat(report.version()).isEqualTo("1.2.3");
      assertThat(report.timestamp()).isEqualTo(MovingTime.START.plusSeconds(90));
      assertThat(report.components()).containsOnlyKeys("disk", "queue");
    }

    @Test
    void tells_of_a_check_that_fails_itself_without_failing() {
      queue.before =
          () -> {
            throw new IllegalStateException("secret");
          };

      ComponentHealth health = monitor().report().components().get("queue");

      assertThat(health.status()).isEqualTo(HealthStatus.UNHEALTHY);
      assertThat(health.message()).isEqualTo("the check failed: an unexpected fault");
    }
  }

  @Nested
  class A_costly_check {
    @Test
    void is_not_repeated_before_its_finding_is_old() {
      HealthMonitor monitor = monitor();
      for (int i = 0; i < 1000; i++) {
        monitor.report();
      }
      assertThat(disk.looks).hasValue(1);

      time.pass(Duration.ofSeconds(3));
      monitor.report();
      assertThat(disk.looks).hasValue(2);
    }

    @Test
    @Timeout(20)
    void that_hangs_holds_up_one_caller_and_the_others_are_told() throws Exception {
      HealthMonitor monitor = monitor();
      CountDownLatch hanging = new CountDownLatch(1);
      CountDownLatch released = new CountDownLatch(1);
      disk.before = () -> hang(hanging, released);
      time.pass(Duration.ofSeconds(3));
      Thread victim = new Thread(monitor::report);
      victim.start();
      hanging.await();

      assertThat(monitor.report().status()).isEqualTo(HealthStatus.HEALTHY);
      time.pass(Duration.ofSeconds(7));
      ComponentHealth told = monitor.report().components().get("disk");
      assertThat(told.status()).isEqualTo(HealthStatus.UNHEALTHY);
      assertThat(told.message()).isEqualTo("has not answered for 7 s");

      released.countDown();
      victim.join();
      assertThat(monitor.report().status()).isEqualTo(HealthStatus.HEALTHY);
    }

    private void hang(CountDownLatch hanging, CountDownLatch released) {
      hanging.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Nested
  class Readiness_ {
    @Test
    void is_given_while_nothing_is_broken() {
      HealthMonitor monitor = monitor();
      queue.finding = Finding.degraded("full");

      assertThat(monitor.readiness()).isEqualTo(new Readiness(true, ""));
    }

    @Test
    void is_refused_with_the_component_that_is_broken() {
      HealthMonitor monitor = monitor();
      queue.finding = Finding.unhealthy("gone");

      assertThat(monitor.readiness()).isEqualTo(new Readiness(false, "queue: gone"));
    }

    @Test
    void is_refused_while_the_server_shuts_down() {
      HealthMonitor monitor = monitor();
      shuttingDown.set(true);

      assertThat(monitor.readiness().ready()).isFalse();
      assertThat(monitor.readiness().reason()).contains("shutting down");
    }
  }

  @Nested
  class The_log {
    @Test
    void says_a_change_once_and_its_end_once() {
      HealthMonitor monitor = monitor();
      String said =
          StandardError.during(
              () -> {
                monitor.logChanges();
                queue.finding = Finding.degraded("the queue is full");
                monitor.logChanges();
                monitor.logChanges();
                queue.finding = Finding.healthy("fine again");
                monitor.logChanges();
                monitor.logChanges();
              });

      assertThat(said.lines())
          .satisfiesExactly(
              worse ->
                  assertThat(worse)
                      .contains("WARN")
                      .contains("component=queue status=degraded was=healthy")
                      .contains("message=\"the queue is full\""),
              better ->
                  assertThat(better)
                      .contains("INFO")
                      .contains("component=queue status=healthy was=degraded"));
    }
  }
}
