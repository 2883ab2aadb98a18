package dev.dalleserver.webhooks;

import java.net.URI;
import java.time.Instant;

/**
 * That a receiver is to be told of an end.
 *
 * @param id the same for every attempt
 * @param kind {@link SharedDispatcher#PICTURE} or {@link SharedDispatcher#BATCH}
 * @param ended when it ended
 * @param attempt counted from 1
 */
public record EndNotice(
    String id,
    String kind,
    String key,
    String payload,
    String state,
    Instant ended,
    URI receiver,
    int attempt) {}
