/** What is derived from pictures on request: metadata, the words to come, other sizes. */
@NullMarked
package dev.dalleserver.web.pictures;

import org.jspecify.annotations.NullMarked;
