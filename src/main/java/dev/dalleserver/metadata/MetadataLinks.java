package dev.dalleserver.metadata;

import dev.dalleserver.picture.PictureKey;

/** The links in metadata, wherever they lead: to a server, or to files beside the metadata. */
public interface MetadataLinks {
  /** Returns the URL of a picture's bytes, absolute or relative to the metadata. */
  String image(PictureKey key);

  /** Returns the URL of a page for people about the picture; empty for none. */
  String page(PictureKey key);
}
