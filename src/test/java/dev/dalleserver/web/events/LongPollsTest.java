package dev.dalleserver.web.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LongPollsTest {
  @Test
  void what_a_wait_has_held_is_free_before_its_answer_is_sent() {
    List<String> order = new ArrayList<>();
    CompletableFuture<Void> moved = new CompletableFuture<>();
    LongPolls.answerAfter(
        moved, () -> order.add("released"), () -> order.add("answered"), Runnable::run);
    assertThat(order).isEmpty();
    moved.complete(null);
    assertThat(order).containsExactly("released", "answered");
  }
}
