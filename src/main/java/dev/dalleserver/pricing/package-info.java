/** Tokens, money and prices: what calls use, and what they cost. A leaf: it imports nothing. */
@NullMarked
package dev.dalleserver.pricing;

import org.jspecify.annotations.NullMarked;
