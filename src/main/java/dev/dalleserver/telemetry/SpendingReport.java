package dev.dalleserver.telemetry;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.spending.SpendingLedger;
import dev.dalleserver.spending.UsageDay;
import dev.dalleserver.spending.UsageHistory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of usage and money.
 *
 * @param currency empty without prices
 * @param spentToday what today's calls cost, with the estimates of those under way; absent without
 *     prices
 * @param dailyBudget absent without a budget
 * @param dailyImageLimit 0 is no limit
 * @param days the latest first; empty while nothing was paid for
 */
public record SpendingReport(
    String currency,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Money spentToday,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Money dailyBudget,
    int imagesToday,
    int dailyImageLimit,
    List<UsageDay> days) {

  /**
   * Where the report comes from.
   *
   * @param currency empty without prices
   */
  public record Source(SpendingLedger ledger, UsageHistory history, String currency) {
    SpendingReport report() {
      return new SpendingReport(
          currency,
          currency.isEmpty() ? null : ledger.spent(),
          ledger.budget().isZero() ? null : ledger.budget(),
          ledger.used(),
          ledger.limit(),
          history.days());
    }
  }
}
