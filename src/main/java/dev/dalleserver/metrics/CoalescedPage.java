package dev.dalleserver.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A page that is written anew for whoever asks, once for all who ask while another is being
 * written. Nobody gets a page that was begun before he asked: it has all that had happened by then.
 */
final class CoalescedPage {
  private final Supplier<byte[]> writer;
  private final AtomicLong asked = new AtomicLong();
  private final ReentrantLock writing = new ReentrantLock();
  private byte[] page = {};

  /** The last of those who had asked when {@link #page} was begun. */
  private long writtenFor;

  CoalescedPage(Supplier<byte[]> writer) {
    this.writer = writer;
  }

  /** The page; the array must not be changed. */
  byte[] get() {
    long mine = asked.incrementAndGet();
    writing.lock();
    try {
      if (writtenFor < mine) {
        long all = asked.get();
        page = writer.get();
        // Not before: when writing fails, the next in line tries for himself.
        writtenFor = all;
      }
      return page;
    } finally {
      writing.unlock();
    }
  }
}
