/** ComfyUI: a prompt graph from a file, progress over a WebSocket. */
@NullMarked
package dev.dalleserver.comfyui;

import org.jspecify.annotations.NullMarked;
