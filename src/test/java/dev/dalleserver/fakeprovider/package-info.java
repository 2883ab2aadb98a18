/** A stand-in for the remote provider, for tests of the whole jar and for trying things by hand. */
@NullMarked
package dev.dalleserver.fakeprovider;

import org.jspecify.annotations.NullMarked;
