package dev.dalleserver.cluster.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.fixtures.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedQueriesTest {
  private final AtomicInteger sent = new AtomicInteger();
  private final List<CountDownLatch> answers =
      List.of(new CountDownLatch(1), new CountDownLatch(1));
  private final SharedQueries<String, Integer> queries =
      new SharedQueries<>(
          key -> {
            int number = sent.getAndIncrement();
            if (number < answers.size()) {
              await(answers.get(number));
            }
            return number;
          });

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private final List<Thread> threads = new ArrayList<>();

  private CompletableFuture<Integer> ask() {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    Thread thread = new Thread(() -> answer.complete(queries.ask("key")));
    threads.add(thread);
    thread.start();
    Waiting.until(() -> thread.getState() == Thread.State.WAITING);
    return answer;
  }

  @Test
  void those_who_come_during_a_query_share_the_next_one() {
    CompletableFuture<Integer> first = ask();
    CompletableFuture<Integer> second = ask();
    CompletableFuture<Integer> third = ask();
    answers.get(0).countDown();
    assertThat(first.join()).isZero();
    Waiting.until(() -> sent.get() == 2);
    CompletableFuture<Integer> fourth = ask();
    answers.get(1).countDown();
    assertThat(second.join()).isEqualTo(1);
    assertThat(third.join()).isEqualTo(1);
    assertThat(fourth.join()).isEqualTo(2);
    assertThat(queries.ask("key")).isEqualTo(3);
  }

  @Test
  void a_query_that_fails_fails_for_its_own_askers_only() {
    AtomicInteger calls = new AtomicInteger();
    SharedQueries<String, Integer> failing =
        new SharedQueries<>(
            key -> {
              if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("no answer");
              }
              return 1;
            });
    assertThatThrownBy(() -> failing.ask("key")).hasMessage("no answer");
    assertThat(failing.ask("key")).isEqualTo(1);
  }
}
