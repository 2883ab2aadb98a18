/** Artifacts of a cluster: immutable objects in a bucket, and a cache of them on the local disk. */
@NullMarked
package dev.dalleserver.cluster.s3;

import org.jspecify.annotations.NullMarked;
