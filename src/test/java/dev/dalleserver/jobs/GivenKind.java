package dev.dalleserver.jobs;

import java.time.Duration;

/**
 * A kind whose requests bring their jobs along. Its jobs have no form outside of the process,
 * unless a subclass gives them one.
 */
public class GivenKind<K, J extends Job> implements JobKind<K, Given<J>, J> {
  @Override
  public String name() {
    return "given";
  }

  @Override
  public J create(K key, Given<J> payload, int position) {
    return payload.job().get();
  }

  @Override
  public String writeKey(K key) {
    return key.toString();
  }

  @Override
  public K readKey(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String writePayload(Given<J> payload) {
    return payload.content();
  }

  @Override
  public Given<J> readPayload(K key, String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String writeState(J job) {
    return "";
  }

  @Override
  public String writeEnd(J job, JobOutcome outcome) {
    return outcome.getClass().getSimpleName();
  }

  @Override
  public void show(J job, String state, Duration age) {}

  @Override
  public Object step(J job) {
    return writeState(job);
  }

  @Override
  public void onStep(J job, Runnable listener) {}
}
