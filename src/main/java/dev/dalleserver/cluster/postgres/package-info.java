/** The database of a cluster: everything that must be true at one moment for all its nodes. */
@NullMarked
package dev.dalleserver.cluster.postgres;

import org.jspecify.annotations.NullMarked;
