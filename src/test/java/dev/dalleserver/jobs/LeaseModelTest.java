package dev.dalleserver.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The jobs of one process do what the model says, in every interleaving. */
@Timeout(60)
class LeaseModelTest {
  private final MovingTime time = new MovingTime();

  private LeaseModel.World world(Jobs<String, Given<FakeJob>, FakeJob> jobs) {
    return new LeaseModel.World() {
      @Override
      public Jobs<String, Given<FakeJob>, FakeJob> jobs(LeaseModel.Actor actor) {
        return jobs;
      }

      @Override
      public void pass(Duration duration) {
        time.pass(duration);
      }
    };
  }

  private Jobs<String, Given<FakeJob>, FakeJob> jobs() {
    return new LocalJobs<>(new FakeKind(), new Capacity(100_000, false), time::nanos);
  }

  @Test
  void no_interleaving_breaks_the_contract() {
    assertThat(LeaseModel.count()).isEqualTo(75_600);
    assertThat(new LeaseModel(world(jobs())).findViolation(25, 0)).isEmpty();
  }

  @Test
  void without_the_fence_one_is_found_that_does() {
    assertThat(new LeaseModel(world(new WithoutFence(jobs()))).findViolation(1, 0))
        .hasValueSatisfying(
            path ->
                assertThat(path).startsWith("zombie claims").endsWith("the model says refused"));
  }
}
