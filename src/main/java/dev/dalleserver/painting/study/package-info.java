/**
 * The scene as it would look before any technique: shapes, light, and the part that each pixel
 * belongs to.
 */
@NullMarked
package dev.dalleserver.painting.study;

import org.jspecify.annotations.NullMarked;
