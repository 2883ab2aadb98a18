package dev.dalleserver.web.events;

import dev.dalleserver.picture.PictureKey;

/**
 * The identity of a request that starts a run and follows it: two requests with equal ids are the
 * same one, sent again.
 *
 * @param named true when the client names the request, false when the server has to compare what a
 *     client repeats when it reconnects
 * @param text the client's name for the request, or what the server compares
 */
public record StartId(PictureKey key, boolean named, String text) {}
