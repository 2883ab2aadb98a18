package dev.dalleserver.web.events;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.Callback;

/** A reader whose network takes everything at once, nothing at all, or fails. */
final class FakeSink implements EventSink {
  enum Network {
    FAST,
    STUCK,
    BROKEN
  }

  private final Network network;
  private final BlockingQueue<EventFrame> frames = new LinkedBlockingQueue<>();
  private final AtomicInteger sends = new AtomicInteger();
  private final AtomicInteger beats = new AtomicInteger();
  final CompletableFuture<Void> ended = new CompletableFuture<>();
  final CompletableFuture<Void> cut = new CompletableFuture<>();

  FakeSink(Network network) {
    this.network = network;
  }

  static FakeSink fast() {
    return new FakeSink(Network.FAST);
  }

  EventFrame next() throws InterruptedException {
    EventFrame frame = frames.poll(20, TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("no event came");
    }
    return frame;
  }

  int waiting() {
    return frames.size();
  }

  /** How often something was handed to the network. */
  int sends() {
    return sends.get();
  }

  int beats() {
    return beats.get();
  }

  @Override
  public void send(EventFrame frame, Callback sent) {
    sends.incrementAndGet();
    frames.add(frame);
    answer(sent);
  }

  @Override
  public void sendHeartbeat(Callback sent) {
    beats.incrementAndGet();
    answer(sent);
  }

  private void answer(Callback sent) {
    switch (network) {
      case FAST -> sent.succeeded();
      case STUCK -> {}
      case BROKEN -> sent.failed(new java.io.IOException("gone"));
    }
  }

  @Override
  public void end() {
    ended.complete(null);
  }

  @Override
  public void cut() {
    cut.complete(null);
  }
}
