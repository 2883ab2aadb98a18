package dev.dalleserver.pricing;

/** A listener for what the calls for one picture use and cost; called on the calling thread. */
public interface UsageListener {
  /** A listener that ignores everything. */
  UsageListener NONE = new UsageListener() {};

  /** Called by a provider for each answer that says its tokens, also when it is of no use. */
  default void onUsage(TokenUsage usage) {}

  /** Called when a call has ended that was paid for, or that may have been. */
  default void onExpense(Expense expense) {}
}
