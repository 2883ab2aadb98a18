/** Pages that are shared by their links, and the files that browsers and crawlers look for. */
@NullMarked
package dev.dalleserver.web.pages;

import org.jspecify.annotations.NullMarked;
