package dev.dalleserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is. */
final class Version {
  private Version() {}

  /**
   * The version: {@code 1.0.0+abc1234} with the commit it was built from, {@code
   * 1.0.0+abc1234.dirty} when the sources had changes that are in no commit, {@code 1.0.0} when it
   * was built outside of a git repository.
   */
  static String text() {
    try (InputStream in = Version.class.getResourceAsStream("/version.properties")) {
      if (in == null) {
        throw new IllegalStateException("the program was packed without its version");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version without its commit, for what should not change with every commit. */
  static String release() {
    String whole = text();
    int commit = whole.indexOf('+');
    return commit < 0 ? whole : whole.substring(0, commit);
  }
}
