package dev.dalleserver.cluster.postgres;

import java.time.Duration;

/**
 * One process of the cluster, as it was last seen.
 *
 * @param id of this start
 * @param sinceSeen by the database's clock
 */
public record NodeState(
    String id, String name, NodeFacts facts, Duration uptime, Duration sinceSeen) {}
