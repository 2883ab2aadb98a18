package dev.dalleserver.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  @Test
  void the_fifth_failure_is_not_retried_and_ten_successes_allow_one_more() {
    RetryBudget budget = new RetryBudget();
    for (int i = 0; i < 4; i++) {
      budget.failed();
      assertThat(budget.allowsRetry()).isTrue();
    }
    budget.failed();
    assertThat(budget.tokens()).isEqualTo(5.0);
    assertThat(budget.allowsRetry()).isFalse();
    for (int i = 0; i < 10; i++) {
      budget.succeeded();
    }
    assertThat(budget.tokens()).isEqualTo(6.0);
    assertThat(budget.allowsRetry()).isTrue();
  }

  @Property(tries = 200)
  void retries_never_exceed_five_and_a_tenth_of_the_successes(
      @ForAll @Size(max = 500) List<Boolean> outcomes) {
    RetryBudget budget = new RetryBudget();
    int retries = 0;
    int successes = 0;
    for (boolean good : outcomes) {
      if (good) {
        budget.succeeded();
        successes++;
      } else {
        budget.failed();
        retries += budget.allowsRetry() ? 1 : 0;
      }
      assertThat(budget.tokens()).isBetween(0.0, 10.0);
    }
    assertThat((double) retries).isLessThanOrEqualTo(5 + 0.1 * successes);
  }
}
