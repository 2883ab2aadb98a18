package dev.dalleserver.series;

import dev.dalleserver.picture.SeriesName;
import java.time.Instant;

/**
 * The stored definition of a series, not parsed yet.
 *
 * @param location where it is stored, for messages
 * @param json the bytes as they are stored; must not be modified
 * @param modifiedAt when it was last written
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
public record SeriesDefinition(SeriesName name, String location, byte[] json, Instant modifiedAt) {}
