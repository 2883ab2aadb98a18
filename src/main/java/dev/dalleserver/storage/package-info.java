/** Files on disk: paths, atomic writes, and the ownership of the data directory. */
@NullMarked
package dev.dalleserver.storage;

import org.jspecify.annotations.NullMarked;
