package dev.dalleserver.web;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many clients follow something at once: event streams, WebSockets, and answers that are
 * held back. They hold their connections for minutes, so they get fewer than there are.
 * Thread-safe.
 */
final class FollowerLimiter {
  /** What one follower costs while it waits: its request, its answer, its place in a stream. */
  private static final int BYTES_EACH = 6 * 1024;

  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Why a client may not follow now. */
  enum Refusal {
    /** As many as may follow do. */
    FULL,
    /** The client's address has its share already. */
    ADDRESS,
    /** The memory for followers is used up. */
    MEMORY
  }

  private final int limit;
  private final ClientAddresses addresses;
  private final AddressCounts perAddress;
  private final MemoryBudget memory;
  private final AtomicInteger followers = new AtomicInteger();
  private final AtomicLongArray refusals = new AtomicLongArray(Refusal.values().length);

  FollowerLimiter(Shares shares, ClientAddresses addresses, MemoryBudget memory) {
    this.limit = shares.followers();
    this.addresses = addresses;
    this.perAddress = new AddressCounts(shares.followersPerAddress());
    this.memory = memory;
  }

  /** A follower's place. Closing it gives the place back, once. Thread-safe. */
  final class Lease implements AutoCloseable {
    private final Optional<String> address;
    private final MemoryBudget.Reservation reservation;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Lease(Optional<String> address, MemoryBudget.Reservation reservation) {
      this.address = address;
      this.reservation = reservation;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        reservation.close();
        perAddress.release(address);
        followers.decrementAndGet();
      }
    }
  }

  /**
   * @throws ApiError 503 when the client may not follow now
   */
  Lease acquire(Request request) {
    return acquire(addressOf(request));
  }

  /** Whose share a follower counts against. */
  Optional<String> addressOf(Request request) {
    return addresses.of(request);
  }

  /** As above, for a client whose address is known. */
  Lease acquire(Optional<String> address) {
    if (followers.incrementAndGet() > limit) {
      followers.decrementAndGet();
      throw refuse(Refusal.FULL);
    }
    if (!perAddress.tryAcquire(address)) {
      followers.decrementAndGet();
      throw refuse(Refusal.ADDRESS);
    }
    MemoryBudget.@Nullable Reservation reservation =
        memory.tryReserve(MemoryUse.FOLLOWERS, BYTES_EACH).orElse(null);
    if (reservation == null) {
      perAddress.release(address);
      followers.decrementAndGet();
      throw refuse(Refusal.MEMORY);
    }
    return new Lease(address, reservation);
  }

  /** As above, for a client that can be answered in another way. */
  Optional<Lease> tryAcquire(Request request) {
    try {
      return Optional.of(acquire(request));
    } catch (ApiError e) {
      return Optional.empty();
    }
  }

  private ApiError refuse(Refusal refusal) {
    refusals.incrementAndGet(refusal.ordinal());
    String details =
        switch (refusal) {
          case FULL -> "at most " + limit + " clients may follow at once";
          case ADDRESS -> "one address may follow at most " + perAddress.share() + " times at once";
          case MEMORY -> "the memory for followers is used up";
        };
    return new ApiError(
            ErrorCode.SERVER_BUSY,
            "too many clients follow",
            details + "; poll instead, or try again")
        .retryAfter(RETRY);
  }

  /** How many follow right now. */
  int followers() {
    return followers.get();
  }

  /** How many may follow at once. */
  int limit() {
    return limit;
  }

  /** How many were refused since the start. */
  long refusals(Refusal reason) {
    return refusals.get(reason.ordinal());
  }
}
