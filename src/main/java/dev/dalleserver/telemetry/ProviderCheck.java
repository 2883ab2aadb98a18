package dev.dalleserver.telemetry;

import dev.dalleserver.health.Finding;
import dev.dalleserver.health.HealthCheck;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ProviderStatus;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import dev.dalleserver.spending.SpendingLedger;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The health of the remote provider, judged only by calls that runs have made anyway: the check
 * makes no call itself, since each may cost money.
 */
final class ProviderCheck implements HealthCheck {
  private final Supplier<ProviderStatus> provider;
  private final Map<String, String> endpoints;
  private final SpendingLedger ledger;

  /**
   * @param endpoints the models and hosts that are asked, by what they do
   */
  ProviderCheck(
      Supplier<ProviderStatus> provider, Map<String, String> endpoints, SpendingLedger ledger) {
    this.provider = provider;
    this.endpoints = endpoints;
    this.ledger = ledger;
  }

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public Finding examine() {
    ProviderStatus status = provider.get();
    return evaluate(status)
        .with("state", status.breaker().name())
        .with("imageState", status.breaker(Operation.IMAGE).name())
        .with("chatState", status.breaker(Operation.CHAT).name())
        .with("waitingForRateLimit", status.waiting())
        .with("images", endpoints.getOrDefault("images", ""))
        .with("prompts", endpoints.getOrDefault("prompts", ""))
        .with("lastSuccess", text(status.lastSuccess().orElse(null)))
        .with(
            "lastFailure", text(status.lastFailure().map(ProviderStatus.Failure::at).orElse(null)))
        .with("lastFailureCode", status.lastFailure().map(ProviderStatus.Failure::code).orElse(""))
        .with("callsInFlight", status.callsInFlight())
        .with("retryTokens", status.retryTokens())
        .with("possiblyBilledTwice", status.possiblyBilledTwice() + ledger.possiblyBilledTwice())
        .with("imagesAskedToday", ledger.used())
        .with("dailyImageLimit", ledger.limit())
        .with("spentToday", ledger.spent().text())
        .with("dailyBudget", ledger.budget().text());
  }

  private static String text(@Nullable Instant time) {
    return time == null ? "" : time.toString();
  }

  /** Returns a finding that is at worst degraded: stored pictures are served without a provider. */
  private Finding evaluate(ProviderStatus status) {
    if (ledger.isLimitReached()) {
      return Finding.degraded("the daily limit of paid images is used up");
    }
    if (ledger.isExhausted()) {
      return Finding.degraded("the daily budget is used up");
    }
    if (status.quotaExhausted()) {
      return Finding.degraded("the provider says that the money is used up; pay there");
    }
    if (status.keyRefused()) {
      return Finding.degraded(
          "the provider refuses the key, or the key may not use the model; check the key");
    }
    return switch (status.breaker(Operation.IMAGE)) {
      case DISABLED -> Finding.healthy("no remote provider is used");
      case CLOSED -> imagesWork(status);
      case HALF_OPEN ->
          Finding.degraded("a few image calls are sent to test whether the provider has recovered");
      case OPEN ->
          Finding.degraded("the server makes no image calls for now, after too many failures");
    };
  }

  private static Finding imagesWork(ProviderStatus status) {
    if (status.breaker() != BreakerState.CLOSED) {
      return Finding.degraded(
          "the server makes no, or few, chat calls for now, after too many failures; pictures are"
              + " made without a better prompt");
    }
    return status.waiting() > 0
        ? Finding.healthy(
            "the provider answers calls; "
                + status.waiting()
                + " wait for its rate limit, or for --images-per-minute")
        : Finding.healthy("the provider answers calls");
  }
}
