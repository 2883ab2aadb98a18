/** What is counted, and what the repository's own tools for it make of that. */
package dev.dalleserver.metrics;
