/**
 * Requests that the OpenAPI document allows, and others that it does not, on every documented path.
 */
@NullMarked
package dev.dalleserver.fuzz;

import org.jspecify.annotations.NullMarked;
