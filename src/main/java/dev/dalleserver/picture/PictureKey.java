package dev.dalleserver.picture;

/** The identity of a picture: one address within one series. */
public record PictureKey(SeriesName series, Address address) {
  /**
   * Parses the two parts of a picture's path.
   *
   * @throws IllegalArgumentException when either is malformed, with the exception of its own type
   */
  public static PictureKey parse(String series, String address) {
    return new PictureKey(SeriesName.parse(series), Address.parse(address));
  }

  /** Returns the series in the form of paths and JSON. */
  public String seriesText() {
    return series.value();
  }

  /** Returns the address in the form of paths and JSON. */
  public String addressText() {
    return address.value();
  }

  @Override
  public String toString() {
    return series + "/" + address;
  }
}
