/**
 * Files on disk: paths, atomic writes, the ownership of the data directory, and an index of the
 * pictures.
 */
@NullMarked
package dev.dalleserver.store;

import org.jspecify.annotations.NullMarked;
