package dev.dalleserver.web.server;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ClientAddresses;
import dev.dalleserver.web.http.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A limiter of followers: event streams, WebSockets, and held answers. They hold their connections
 * for minutes, so they get fewer than there are. Thread-safe.
 */
public final class FollowerLimiter {
  /**
   * The memory of one follower while it waits: its request, its answer, its position in a stream.
   */
  private static final int FOLLOWER_BYTES = 6 * 1024;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** The reason why a client may not follow now. */
  enum Refusal {
    /** The most clients that may follow do so. */
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

  public FollowerLimiter(Shares shares, ClientAddresses addresses, MemoryBudget memory) {
    this.limit = shares.followers();
    this.addresses = addresses;
    this.perAddress = new AddressCounts(shares.followersPerAddress());
    this.memory = memory;
  }

  /** The right of one client to follow. Closing it releases the right, once. Thread-safe. */
  public final class Lease implements AutoCloseable {
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
   * Acquires a lease for the client of a request.
   *
   * @throws ApiError 503 when the client may not follow now
   */
  public Lease acquire(Request request) {
    return acquire(addressOf(request));
  }

  /** Finds the client whose share a follower counts against. */
  public Optional<String> addressOf(Request request) {
    return addresses.of(request);
  }

  /** Acquires a lease as above, for a client whose address is known. */
  public Lease acquire(Optional<String> address) {
    if (followers.incrementAndGet() > limit) {
      followers.decrementAndGet();
      throw refuse(Refusal.FULL);
    }
    if (!perAddress.tryAcquire(address)) {
      followers.decrementAndGet();
      throw refuse(Refusal.ADDRESS);
    }
    MemoryBudget.@Nullable Reservation reservation =
        memory.tryReserve(MemoryUse.FOLLOWERS, FOLLOWER_BYTES).orElse(null);
    if (reservation == null) {
      perAddress.release(address);
      followers.decrementAndGet();
      throw refuse(Refusal.MEMORY);
    }
    return new Lease(address, reservation);
  }

  /** Acquires a lease as above, for a client that can be answered in another way. */
  public Optional<Lease> tryAcquire(Request request) {
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
        .retryAfter(RETRY_AFTER);
  }

  /** Returns how many clients follow right now. */
  int followers() {
    return followers.get();
  }

  /** Returns how many clients may follow at once. */
  int limit() {
    return limit;
  }

  /** Returns how many followers have been refused since the start. */
  long refusals(Refusal reason) {
    return refusals.get(reason.ordinal());
  }
}
