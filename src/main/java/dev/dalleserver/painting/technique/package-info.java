/** The techniques: each makes a picture from a study with marks of its own. */
@NullMarked
package dev.dalleserver.painting.technique;

import org.jspecify.annotations.NullMarked;
