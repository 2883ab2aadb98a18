/** How much of the heap requests, answers, followers and pictures may hold at one time. */
@NullMarked
package dev.dalleserver.memory;

import org.jspecify.annotations.NullMarked;
