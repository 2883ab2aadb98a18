package dev.dalleserver.progress;

/** The wish to be told of changes; it ends when this is closed. Closing twice does nothing. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
