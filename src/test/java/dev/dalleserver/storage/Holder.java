package dev.dalleserver.storage;

import java.nio.file.Path;

/** Takes a data directory and keeps it until it is killed; prints whether it got it. */
final class Holder {
  static final String TAKEN = "taken";

  private Holder() {}

  public static void main(String[] args) throws Exception {
    try (DataDirectory directory = DataDirectory.open(Path.of(args[0]))) {
      System.out.println(TAKEN + (directory.layout().dataDirectory() == null ? "?" : ""));
      Thread.sleep(Long.MAX_VALUE);
    } catch (DataDirectoryException e) {
      System.out.println(e.getMessage());
    }
  }
}
