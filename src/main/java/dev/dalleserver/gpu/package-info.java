/**
 * What the providers for servers on a graphics card of one's own share: HTTP, failures, pictures.
 */
@NullMarked
package dev.dalleserver.gpu;

import org.jspecify.annotations.NullMarked;
