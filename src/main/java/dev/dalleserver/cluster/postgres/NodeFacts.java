package dev.dalleserver.cluster.postgres;

/**
 * What must be alike in all nodes of a cluster, or is shown of each.
 *
 * @param version of the server
 * @param wordsHash of the words that addresses draw from
 * @param painterVersion of the built-in painter
 */
public record NodeFacts(String version, String wordsHash, String painterVersion) {}
