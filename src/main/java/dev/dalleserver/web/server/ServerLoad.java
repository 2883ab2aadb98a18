package dev.dalleserver.web.server;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.web.http.ClientAddresses;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The resources that clients use of one server, and their limits. */
public final class ServerLoad {
  private final ClientAddresses addresses;
  private final ConnectionLimiter connections;
  private final FollowerLimiter followers;
  private final AddressCounts proxiedRequests;
  private final AtomicLong proxiedRefusals = new AtomicLong();
  private final MemoryBudget memory;

  /**
   * @param trustedProxies accepts the peers that may name the client whose requests they forward
   */
  public ServerLoad(Limits limits, Predicate<InetAddress> trustedProxies, MemoryBudget memory) {
    Shares shares = limits.shares();
    this.addresses = new ClientAddresses(trustedProxies);
    this.connections =
        new ConnectionLimiter(limits.connections(), shares, addresses, System::nanoTime);
    this.followers = new FollowerLimiter(shares, addresses, memory);
    this.proxiedRequests = new AddressCounts(shares.perAddress());
    this.memory = memory;
  }

  ConnectionLimiter connections() {
    return connections;
  }

  public FollowerLimiter followers() {
    return followers;
  }

  public MemoryBudget memory() {
    return memory;
  }

  LoadShedder createLoadShedder(JettyErrors errors) {
    return new LoadShedder(addresses, proxiedRequests, proxiedRefusals, errors);
  }

  /** Returns the number of open connections. */
  public int openConnections() {
    return connections.openCount();
  }

  /** Returns how many connections may be open, without those that are kept for operators. */
  public int connectionLimit() {
    return connections.limit();
  }

  /** Returns the number of followers: event streams, WebSockets and held answers. */
  public int openFollowers() {
    return followers.followers();
  }

  /** Returns the maximum number of followers. */
  public int followerLimit() {
    return followers.limit();
  }

  /** Returns counters of refusals since the start, by what was refused and why, as label values. */
  public Map<String, LongSupplier> refusals() {
    Map<String, LongSupplier> all = new LinkedHashMap<>();
    for (ConnectionLimiter.Refusal reason : ConnectionLimiter.Refusal.values()) {
      all.put("connection_" + label(reason), () -> connections.refusals(reason));
    }
    all.put("request_address", proxiedRefusals::get);
    for (FollowerLimiter.Refusal reason : FollowerLimiter.Refusal.values()) {
      all.put("follower_" + label(reason), () -> followers.refusals(reason));
    }
    return all;
  }

  private static String label(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
