package dev.dalleserver.painting.canvas;

/** Width and height in pixels, each at least 1. */
public record PixelSize(int width, int height) {}
