/**
 * The database of a cluster: everything that must be true at one moment for all its nodes.
 *
 * <p>{@link dev.dalleserver.cluster.postgres.Database} is the way to it: short waits, bounded in
 * number, transactions that are tried again when they have met others, and a breaker for a server
 * that does not answer. {@link dev.dalleserver.cluster.postgres.Schema} brings the tables to the
 * version of this jar; the migrations themselves say for each table who writes it, under which
 * lock, and what a crash between any two statements leaves. In short:
 *
 * <ul>
 *   <li>{@code node}: each process its own row.
 *   <li>{@code job}: whoever submits inserts; whoever claims takes the lowest free row, passing
 *       over locked ones, with a fence that rises; all later writes of the holder name that fence
 *       and a lease that holds by the database's clock. Anyone may end a row, once.
 *   <li>{@code callback}, {@code outbox}: filled by the transaction that ends a job.
 *   <li>{@code spending_day}, {@code spending_intent}, {@code spending_total}: under the lock of
 *       the day's row, after the lock of the job's row, and in no other order.
 *   <li>{@code history_phase}, {@code history_total}: under the lock of one row of the latter.
 *   <li>{@code usage_day}: under the lock of the day's row.
 * </ul>
 */
@NullMarked
package dev.dalleserver.cluster.postgres;

import org.jspecify.annotations.NullMarked;
