/** Shape grammars: how a being of any class is drawn with the bearing of a person. */
@NullMarked
package dev.dalleserver.painting.figure;

import org.jspecify.annotations.NullMarked;
