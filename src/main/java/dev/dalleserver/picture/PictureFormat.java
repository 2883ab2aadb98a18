package dev.dalleserver.picture;

/** The formats in which this server writes pictures. */
public enum PictureFormat {
  PNG("png"),
  JPEG("jpeg");

  private final String text;

  PictureFormat(String text) {
    this.text = text;
  }

  /** Returns the name in JSON, which is also the ending of file names, without a dot. */
  public String text() {
    return text;
  }
}
