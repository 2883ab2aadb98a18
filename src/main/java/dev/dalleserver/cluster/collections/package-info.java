/** A cluster's collections, as tables. */
@NullMarked
package dev.dalleserver.cluster.collections;

import org.jspecify.annotations.NullMarked;
