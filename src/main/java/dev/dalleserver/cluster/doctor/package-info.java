/** Whether a cluster's database and bucket are whole, and fit together. */
@NullMarked
package dev.dalleserver.cluster.doctor;

import org.jspecify.annotations.NullMarked;
