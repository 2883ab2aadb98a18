/**
 * Drawing from first principles: outlines, coverage, colour, noise and chance, alike on all JDKs.
 */
@NullMarked
package dev.dalleserver.painting.canvas;

import org.jspecify.annotations.NullMarked;
