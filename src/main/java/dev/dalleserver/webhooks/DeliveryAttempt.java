package dev.dalleserver.webhooks;

import java.time.Duration;

/** The result of one attempt to deliver a webhook. */
sealed interface DeliveryAttempt {
  /** The receiver has accepted the webhook. */
  record Delivered() implements DeliveryAttempt {
    @Override
    public void match(Cases cases) {
      cases.delivered();
    }
  }

  /**
   * The attempt failed, and another may succeed.
   *
   * @param asked the pause that the receiver asks for; zero for none
   */
  record Retry(String reason, Duration asked) implements DeliveryAttempt {
    @Override
    public void match(Cases cases) {
      cases.failed(this);
    }
  }

  /**
   * The attempt failed, and no other will succeed.
   *
   * @param permanent true when the receiver wants no more webhooks at all
   */
  record Refused(String reason, boolean permanent) implements DeliveryAttempt {
    @Override
    public void match(Cases cases) {
      cases.refused(this);
    }
  }

  /** One method for each result, so that a new result does not compile until it is handled. */
  interface Cases {
    void delivered();

    void failed(Retry retry);

    void refused(Refused refused);
  }

  /** Calls the method for this result. */
  void match(Cases cases);
}
