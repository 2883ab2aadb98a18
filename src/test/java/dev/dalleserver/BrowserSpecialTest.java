package dev.dalleserver;

/** The gallery in a browser, of servers that are slow, stream, wait, or have many pictures. */
class BrowserSpecialTest extends GalleryInBrowser {
  BrowserSpecialTest() {
    super(true);
  }
}
