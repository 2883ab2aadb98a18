/**
 * Words for messages: the nearest of some names, and what an exception means in plain English; and
 * how text files are encoded.
 */
@NullMarked
package dev.dalleserver.text;

import org.jspecify.annotations.NullMarked;
