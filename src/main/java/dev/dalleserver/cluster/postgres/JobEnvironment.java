package dev.dalleserver.cluster.postgres;

import dev.dalleserver.tasks.TaskScheduler;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * What the kinds of jobs of one process share.
 *
 * @param node the id of this process
 * @param lease how long a job is leased for
 * @param nodes how many processes are alive, this one included
 * @param outbox is told of each end, in the transaction that ends a job
 * @param writer writes steps and reads what others have changed
 */
record JobEnvironment(
    Database database,
    String node,
    Duration lease,
    IntSupplier nodes,
    HeldLeases leases,
    Outbox outbox,
    TaskScheduler writer) {}
