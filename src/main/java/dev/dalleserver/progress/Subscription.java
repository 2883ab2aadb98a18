package dev.dalleserver.progress;

/** A registered listener; closing this removes it. Closing twice does nothing. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
