/** HTTP: the table of URLs, a handler for each resource, and the rules for every answer. */
@NullMarked
package dev.dalleserver.web;

import org.jspecify.annotations.NullMarked;
