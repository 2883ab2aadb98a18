package dev.dalleserver.doctor;

import java.util.regex.Pattern;

/** The names of files that were being written when the server was killed. */
final class LeftoverName {
  private static final Pattern PATTERN = Pattern.compile("\\.[0-9a-f-]{36}\\.part");

  private LeftoverName() {}

  static boolean matches(String fileName) {
    return PATTERN.matcher(fileName).matches();
  }
}
