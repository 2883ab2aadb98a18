package dev.dalleserver.ipfs;

/**
 * A link to a block and to all below it.
 *
 * @param treeBytes the bytes of all these blocks together
 */
public record Link(ContentId id, long treeBytes) {}
