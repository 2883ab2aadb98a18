package dev.dalleserver.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobQueueTest {
  private final JobQueue<String, Given<FakeJob>, FakeJob> queue =
      new JobQueue<>(Capacity.slots(2, 1));

  private JobEntry<String, Given<FakeJob>, FakeJob> entry(String name) {
    assertThat(queue.tryTakePlace(true)).isTrue();
    FakeJob job = new FakeJob(name);
    return new JobEntry<>(job, FakeJob.request(job));
  }

  /** As one whose lease expires in the moment in which it ends. */
  @Test
  void a_job_that_has_ended_in_line_is_passed_over_and_gives_its_place_back() {
    JobEntry<String, Given<FakeJob>, FakeJob> ended = entry("ended");
    JobEntry<String, Given<FakeJob>, FakeJob> next = entry("next");
    ended.job().finish(new JobOutcome.Cancelled());
    queue.addFirst(ended);
    queue.add(next);

    assertThat(queue.takeNext()).isSameAs(next);
    assertThat(queue.takeNext()).isNull();
    assertThat(queue.size()).isZero();
    assertThat(queue.freePlaces()).isEqualTo(1);
  }
}
