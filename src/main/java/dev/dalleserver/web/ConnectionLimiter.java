package dev.dalleserver.web;

import java.net.SocketAddress;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * Shares out connections. One beyond the limit, or beyond the share of its address, is accepted
 * nevertheless, but into a small reserve: there only {@code /health} and {@code /metrics} are
 * answered, everything else gets 503, and when the reserve is full the oldest connection in it is
 * closed. So an operator's question is answered however many connections are held, and a client
 * that is refused reads why. Thread-safe.
 */
final class ConnectionLimiter {
  /** Why a connection got no ordinary place. */
  enum Refusal {
    /** All ordinary places are taken. */
    FULL,
    /** The client's address has its share already. */
    ADDRESS
  }

  /** The place of one connection; to be released when it closes. */
  final class Place {
    private final @Nullable Refusal refusal;
    private final Optional<String> address;
    private final EndPoint end;
    private final AtomicBoolean released = new AtomicBoolean();

    private Place(@Nullable Refusal refusal, Optional<String> address, EndPoint end) {
      this.refusal = refusal;
      this.address = address;
      this.end = end;
    }

    /** Why only questions of operators are answered here; null when all are. */
    @Nullable Refusal refusal() {
      return refusal;
    }

    /** Gives the place back, once. */
    void release() {
      if (released.compareAndSet(false, true)) {
        ConnectionLimiter.this.release(this);
      }
    }
  }

  private final int ordinaryLimit;
  private final int reserved;
  private final ClientAddresses addresses;
  private final AddressCounts perAddress;
  private final AtomicLongArray refusals = new AtomicLongArray(Refusal.values().length);
  private final Set<Place> reserve = new LinkedHashSet<>();
  private int ordinary;

  ConnectionLimiter(int connections, Shares shares, ClientAddresses addresses) {
    this.ordinaryLimit = connections - shares.reserved();
    this.reserved = shares.reserved();
    this.addresses = addresses;
    this.perAddress = new AddressCounts(shares.perAddress());
  }

  /** Takes a connection in that has been accepted. */
  Place admit(EndPoint end, SocketAddress remote) {
    Optional<String> address = addresses.ofConnection(remote);
    Place place;
    EndPoint evicted;
    synchronized (this) {
      Refusal refusal = refusal(address);
      place = new Place(refusal, address, end);
      if (refusal == null) {
        ordinary++;
        return place;
      }
      refusals.incrementAndGet(refusal.ordinal());
      evicted = reserve.size() >= reserved ? oldest() : null;
      reserve.add(place);
    }
    if (evicted != null) {
      evicted.close();
    }
    return place;
  }

  private @Nullable Refusal refusal(Optional<String> address) {
    if (ordinary >= ordinaryLimit) {
      return Refusal.FULL;
    }
    return perAddress.tryAcquire(address) ? null : Refusal.ADDRESS;
  }

  private EndPoint oldest() {
    Iterator<Place> places = reserve.iterator();
    Place first = places.next();
    places.remove();
    return first.end;
  }

  private synchronized void release(Place place) {
    if (place.refusal == null) {
      ordinary--;
      perAddress.release(place.address);
    } else {
      reserve.remove(place);
    }
  }

  /** How many connections are open, those in the reserve included. */
  synchronized int open() {
    return ordinary + reserve.size();
  }

  /** How many connections may be open besides those in the reserve. */
  int limit() {
    return ordinaryLimit;
  }

  /** How many connections got no ordinary place since the start. */
  long refusals(Refusal reason) {
    return refusals.get(reason.ordinal());
  }
}
