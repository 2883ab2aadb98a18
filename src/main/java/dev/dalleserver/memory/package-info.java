/** Bounds the heap memory that requests, answers, followers and pictures hold at one time. */
@NullMarked
package dev.dalleserver.memory;

import org.jspecify.annotations.NullMarked;
