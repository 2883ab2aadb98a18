/** What may be paid for: the daily budget of images. */
@NullMarked
package dev.dalleserver.spending;

import org.jspecify.annotations.NullMarked;
