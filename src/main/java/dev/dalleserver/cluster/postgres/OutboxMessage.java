package dev.dalleserver.cluster.postgres;

/**
 * That a receiver is to be told how a job has ended.
 *
 * @param id the same whenever the same message is sent again
 * @param kind the name of the job's kind, which reads the three texts that follow
 * @param receiver a URL
 * @param attempts how often it is sent, with this time
 */
public record OutboxMessage(
    long id,
    String kind,
    String key,
    String payload,
    String state,
    String receiver,
    int attempts) {}
