package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;

/**
 * What a request for a picture asks for.
 *
 * @param plan the words that the run begins with; drawn from the key and the options
 */
record PictureWish(DalleDress plan, PictureOptions options) {}
