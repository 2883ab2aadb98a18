package dev.dalleserver.web.server;

import dev.dalleserver.web.http.ClientAddresses;
import java.net.SocketAddress;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * A limiter of open connections, in all and for each client. A connection beyond the limit, or
 * beyond the share of its address, is accepted nevertheless, but into a small reserve: there only
 * {@code /health} and {@code /metrics} are answered, all other requests get 503, and when the
 * reserve is full one that has had its time is closed, the oldest first. So an operator's request
 * is answered however many connections are held, and a client that is refused gets the reason.
 * Thread-safe.
 */
final class ConnectionLimiter {
  /** The reason why a connection is in the reserve. */
  enum Refusal {
    /** All ordinary connections are in use. */
    FULL,
    /** The client's address has its share already. */
    ADDRESS
  }

  /** The permit of one connection; to be released when the connection closes. */
  final class Permit {
    private final @Nullable Refusal refusal;
    private final Optional<String> address;
    private final EndPoint endPoint;
    private final long sinceNanos;
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile boolean underWay;

    private Permit(@Nullable Refusal refusal, Optional<String> address, EndPoint endPoint) {
      this.refusal = refusal;
      this.address = address;
      this.endPoint = endPoint;
      this.sinceNanos = nanos.getAsLong();
    }

    /** Returns why only operators' requests are answered on the connection; null when all are. */
    @Nullable Refusal refusal() {
      return refusal;
    }

    /** Records whether the client waits for the server, or the server for the client. */
    void setUnderWay(boolean value) {
      underWay = value;
    }

    /** Returns true when the connection has had the time that it has at least. */
    private boolean mayBeEvicted(long now) {
      long stay = underWay ? MAX_STAY_NANOS : reserved * MIN_STAY_NANOS_PER_PLACE;
      return now - sinceNanos >= stay;
    }

    /** Releases the permit, once. */
    void release() {
      if (released.compareAndSet(false, true)) {
        ConnectionLimiter.this.release(this);
      }
    }
  }

  /**
   * How long a connection of the reserve that the server waits for stays at least, for each place
   * of the reserve. So as many as 4,000 silent connections a second are accepted from a flood, and
   * with 200 places a probe has 50 ms to send its request before it can be evicted.
   */
  private static final long MIN_STAY_NANOS_PER_PLACE = 250_000;

  /** How long a connection stays at least whose request is under way: it waits for the server. */
  private static final long MAX_STAY_NANOS = 500_000_000;

  private static final int CHECK_MILLIS = 1;

  private final int ordinaryLimit;
  private final int reserved;
  private final ClientAddresses addresses;
  private final AddressCounts perAddress;
  private final AtomicLongArray refusals = new AtomicLongArray(Refusal.values().length);
  private final Set<Permit> reserve = new LinkedHashSet<>();
  private final LongSupplier nanos;
  private int ordinary;

  ConnectionLimiter(int connections, Shares shares, ClientAddresses addresses, LongSupplier nanos) {
    this.ordinaryLimit = connections - shares.reserved();
    this.reserved = shares.reserved();
    this.addresses = addresses;
    this.perAddress = new AddressCounts(shares.perAddress());
    this.nanos = nanos;
  }

  /**
   * Waits, before an accepted connection is handed on, until the reserve has a place for it, or a
   * connection there has had its time. Otherwise a burst evicts a probe that is just being
   * answered. Waits for a bounded time, since no thread may be free to admit those that arrive.
   *
   * @param arriving connections that are accepted but not admitted yet, this one included
   */
  synchronized void awaitPlace(IntSupplier arriving) throws InterruptedException {
    long began = nanos.getAsLong();
    while (reserve.size() + arriving.getAsInt() > reserved
        && nanos.getAsLong() - began < MAX_STAY_NANOS
        && findEvictable().isEmpty()) {
      wait(CHECK_MILLIS);
    }
  }

  /** Returns the oldest connection of the reserve among those that have had their time. */
  private Optional<Permit> findEvictable() {
    long now = nanos.getAsLong();
    return reserve.stream().filter(permit -> permit.mayBeEvicted(now)).findFirst();
  }

  /** Admits an accepted connection, as an ordinary one or into the reserve. */
  Permit admit(EndPoint endPoint, SocketAddress remote) {
    Optional<String> address = addresses.ofConnection(remote);
    Permit permit;
    EndPoint evicted;
    synchronized (this) {
      Refusal refusal = refusal(address);
      permit = new Permit(refusal, address, endPoint);
      if (refusal == null) {
        ordinary++;
        return permit;
      }
      refusals.incrementAndGet(refusal.ordinal());
      evicted = reserve.size() >= reserved ? evictOne() : null;
      reserve.add(permit);
    }
    if (evicted != null) {
      evicted.close();
    }
    return permit;
  }

  private @Nullable Refusal refusal(Optional<String> address) {
    if (ordinary >= ordinaryLimit) {
      return Refusal.FULL;
    }
    return perAddress.tryAcquire(address) ? null : Refusal.ADDRESS;
  }

  private EndPoint evictOne() {
    Permit evicted = findEvictable().orElseGet(() -> reserve.iterator().next());
    reserve.remove(evicted);
    return evicted.endPoint;
  }

  private synchronized void release(Permit permit) {
    if (permit.refusal == null) {
      ordinary--;
      perAddress.release(permit.address);
    } else {
      reserve.remove(permit);
      notifyAll();
    }
  }

  /** Returns how many connections are open, those in the reserve included. */
  synchronized int openCount() {
    return ordinary + reserve.size();
  }

  /** Returns how many connections may be open besides those in the reserve. */
  int limit() {
    return ordinaryLimit;
  }

  /** Returns how many connections have gone to the reserve since the start. */
  long refusals(Refusal reason) {
    return refusals.get(reason.ordinal());
  }
}
