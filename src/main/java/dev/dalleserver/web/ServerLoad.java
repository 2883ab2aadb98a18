package dev.dalleserver.web;

import dev.dalleserver.memory.MemoryBudget;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** What clients occupy of the server, and the limits of it; one for each server. */
public final class ServerLoad {
  private final ClientAddresses addresses;
  private final ConnectionLimiter connections;
  private final FollowerLimiter followers;
  private final AddressCounts proxiedRequests;
  private final AtomicLong proxiedRefusals = new AtomicLong();
  private final MemoryBudget memory;

  /**
   * @param trustedProxies tells which peers name the address of the client that they forward for
   */
  public ServerLoad(Limits limits, Predicate<InetAddress> trustedProxies, MemoryBudget memory) {
    Shares shares = limits.shares();
    this.addresses = new ClientAddresses(trustedProxies);
    this.connections = new ConnectionLimiter(limits.connections(), shares, addresses);
    this.followers = new FollowerLimiter(shares, addresses, memory);
    this.proxiedRequests = new AddressCounts(shares.perAddress());
    this.memory = memory;
  }

  ConnectionLimiter connections() {
    return connections;
  }

  FollowerLimiter followers() {
    return followers;
  }

  MemoryBudget memory() {
    return memory;
  }

  LoadShedder shedder(JettyErrors errors) {
    return new LoadShedder(addresses, proxiedRequests, proxiedRefusals, errors);
  }

  /** How many connections are open. */
  public int openConnections() {
    return connections.open();
  }

  /** How many may be open besides those that are kept for operators. */
  public int connectionLimit() {
    return connections.limit();
  }

  /** How many clients follow: event streams, WebSockets, and answers that are held back. */
  public int openFollowers() {
    return followers.followers();
  }

  /** How many may. */
  public int followerLimit() {
    return followers.limit();
  }

  /** How often something was refused since the start, by what and why, in words for a label. */
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
