/** The techniques: each makes a picture from a study with its own kind of marks. */
@NullMarked
package dev.dalleserver.painting.technique;

import org.jspecify.annotations.NullMarked;
