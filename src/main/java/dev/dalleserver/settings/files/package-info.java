/** Files that settings name: how they are read, and what must be in them. */
@NullMarked
package dev.dalleserver.settings.files;

import org.jspecify.annotations.NullMarked;
