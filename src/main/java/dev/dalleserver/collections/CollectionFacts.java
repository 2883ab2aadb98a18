package dev.dalleserver.collections;

import dev.dalleserver.picture.SeriesName;
import java.time.Instant;

/**
 * What never changes of a collection, besides its addresses.
 *
 * @param workers how many of its pictures are made at once at most
 */
public record CollectionFacts(
    CollectionId id, String name, SeriesName series, Instant createdAt, int workers) {}
