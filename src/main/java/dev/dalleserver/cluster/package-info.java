/** What both halves of the second backend share: the database and the bucket of a cluster. */
@NullMarked
package dev.dalleserver.cluster;

import org.jspecify.annotations.NullMarked;
