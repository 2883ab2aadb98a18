package dev.dalleserver.web.server;

import dev.dalleserver.web.http.ClientAddresses;
import java.net.SocketAddress;
import java.util.Iterator;
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
 * reserve is full the oldest connection in it is closed. So an operator's request is answered
 * however many connections are held, and a client that is refused gets the reason. Thread-safe.
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

    /** Releases the permit, once. */
    void release() {
      if (released.compareAndSet(false, true)) {
        ConnectionLimiter.this.release(this);
      }
    }
  }

  /**
   * How long a connection of the reserve stays at least, for each place of the reserve. So as many
   * as 10,000 connections a second are accepted from a flood, and with 200 places the server has 20
   * ms to answer a probe before it can be evicted.
   */
  private static final long MIN_STAY_NANOS_PER_PLACE = 100_000;

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
   * Waits, before an accepted connection is handed on, until the reserve has a place for it, or the
   * oldest connection there has had its time. Otherwise a burst evicts a probe that is just being
   * answered. Waits for a bounded time, since the connections of a burst may all be silent.
   *
   * @param arriving connections that are accepted but not admitted yet, this one included
   */
  synchronized void awaitPlace(IntSupplier arriving) throws InterruptedException {
    long minStay = reserved * MIN_STAY_NANOS_PER_PLACE;
    long began = nanos.getAsLong();
    while (reserve.size() + arriving.getAsInt() > reserved
        && nanos.getAsLong() - began < minStay
        && !hasOldestStayed(minStay)) {
      wait(CHECK_MILLIS);
    }
  }

  private boolean hasOldestStayed(long stayNanos) {
    Iterator<Permit> permits = reserve.iterator();
    return permits.hasNext() && nanos.getAsLong() - permits.next().sinceNanos >= stayNanos;
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
      evicted = reserve.size() >= reserved ? removeOldest() : null;
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

  private EndPoint removeOldest() {
    Iterator<Permit> permits = reserve.iterator();
    Permit first = permits.next();
    permits.remove();
    return first.endPoint;
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
