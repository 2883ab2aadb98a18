/** HTTP: the table of URLs, a handler a resource, and what holds for every answer. */
@NullMarked
package dev.dalleserver.web;

import org.jspecify.annotations.NullMarked;
