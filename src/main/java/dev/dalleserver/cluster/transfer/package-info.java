/** Data directories brought into a cluster, and clusters into a data directory. */
@NullMarked
package dev.dalleserver.cluster.transfer;

import org.jspecify.annotations.NullMarked;
