package dev.dalleserver.batches;

/**
 * A picture of the work under way, which is not stored.
 *
 * @param image the picture of the batch that it shows, counted from 0
 * @param index counts the partial pictures of that picture from 0
 * @param encoded in the format of the batch; not copied, treat as read-only
 */
public record PartialImage(int image, int index, byte[] encoded) {}
