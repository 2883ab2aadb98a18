/**
 * Drawing without Java2D: outlines, coverage, colour, noise and random numbers, the same on all
 * JDKs.
 */
@NullMarked
package dev.dalleserver.painting.canvas;

import org.jspecify.annotations.NullMarked;
