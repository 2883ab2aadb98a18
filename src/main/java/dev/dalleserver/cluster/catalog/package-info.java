/** What a cluster has to see and to draw from, as tables: the gallery and the operator's series. */
@NullMarked
package dev.dalleserver.cluster.catalog;

import org.jspecify.annotations.NullMarked;
