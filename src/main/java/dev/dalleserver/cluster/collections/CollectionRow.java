package dev.dalleserver.cluster.collections;

import dev.dalleserver.collections.CollectionStanding;

/**
 * What may change of a row.
 *
 * @param size how many addresses it has
 * @param control counts what clients have decided
 * @param version rises with each change
 * @param fault why the states of the row cannot be used, so that nothing is known to be made; empty
 *     when they can
 */
record CollectionRow(
    CollectionStanding standing, int size, long control, long version, String fault) {}
