/** Tests of the metrics, and of the repository's dashboards and rules for them. */
package dev.dalleserver.metrics;
