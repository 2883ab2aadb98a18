package dev.dalleserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build. */
final class Version {
  private Version() {}

  /**
   * Returns the version: {@code 1.1.0+abc1234} with the commit it was built from, {@code
   * 1.1.0+abc1234.dirty} when the sources had uncommitted changes, {@code 1.1.0} when it was built
   * outside of a git repository.
   */
  static String text() {
    try (InputStream in = Version.class.getResourceAsStream("/version.properties")) {
      if (in == null) {
        throw new IllegalStateException("version.properties is missing in the jar");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the version without its commit, for output that should not change with every commit.
   */
  static String release() {
    String version = text();
    int commit = version.indexOf('+');
    return commit < 0 ? version : version.substring(0, commit);
  }
}
