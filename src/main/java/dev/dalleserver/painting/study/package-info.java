/**
 * The scene as it would look before any technique: shapes, light, and what each pixel belongs to.
 */
@NullMarked
package dev.dalleserver.painting.study;

import org.jspecify.annotations.NullMarked;
