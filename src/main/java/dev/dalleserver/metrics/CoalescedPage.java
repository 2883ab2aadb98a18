package dev.dalleserver.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Writes a page for each request, but only once for all requests that arrive while another page is
 * being written. No request gets a page that was begun before the request: the page has everything
 * that had happened by then.
 */
final class CoalescedPage {
  private final Supplier<byte[]> writer;
  private final AtomicLong requests = new AtomicLong();
  private final ReentrantLock writing = new ReentrantLock();
  private byte[] page = {};

  /** The number of the last request that had arrived when {@link #page} was begun. */
  private long lastServedRequest;

  CoalescedPage(Supplier<byte[]> writer) {
    this.writer = writer;
  }

  /** Returns the page; the caller must not modify the array. */
  byte[] get() {
    long request = requests.incrementAndGet();
    writing.lock();
    try {
      if (lastServedRequest < request) {
        long lastRequest = requests.get();
        page = writer.get();
        // After the writing: when it fails, the next waiting request tries again.
        lastServedRequest = lastRequest;
      }
      return page;
    } finally {
      writing.unlock();
    }
  }
}
