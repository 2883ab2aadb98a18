package dev.dalleserver.cluster.s3;

/**
 * The present content of an artifact.
 *
 * @param path of the artifact
 * @param object its key in the bucket
 * @param hash of its content, SHA-256 in hexadecimal digits
 * @param size in bytes
 * @param modifiedNanos when it was last written, in Unix nanoseconds
 * @param version differs after each change of the row
 */
public record ArtifactRow(
    String path, String object, String hash, long size, long modifiedNanos, long version) {}
