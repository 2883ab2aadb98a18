/** Where each run stands, and how long its phases usually take. */
@NullMarked
package dev.dalleserver.progress;

import org.jspecify.annotations.NullMarked;
