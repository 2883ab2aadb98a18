/** Definitions of series that are not stored: what is wrong with them, and how they would look. */
@NullMarked
package dev.dalleserver.drafts;

import org.jspecify.annotations.NullMarked;
