/** Files as answers: ranges, conditional requests, and the cache in memory. */
@NullMarked
package dev.dalleserver.web.files;

import org.jspecify.annotations.NullMarked;
