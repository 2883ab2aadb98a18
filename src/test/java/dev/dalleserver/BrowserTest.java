package dev.dalleserver;

/** The usual pages of the gallery, in a browser. */
class BrowserTest extends GalleryInBrowser {
  BrowserTest() {
    super(false);
  }
}
