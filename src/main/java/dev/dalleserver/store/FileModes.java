package dev.dalleserver.store;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * How new files and folders are made: 0640 and 0750 less the umask, since prompts are not for every
 * user of a machine. Files that exist keep what they have. Nothing where a file system has no such
 * modes.
 */
final class FileModes {
  private static final FileAttribute<?>[] NONE = {};
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r-----");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwxr-x---");

  private FileModes() {}

  static FileAttribute<?>[] file(Path near) {
    return of(near, FILE);
  }

  static FileAttribute<?>[] folder(Path near) {
    return of(near, FOLDER);
  }

  private static FileAttribute<?>[] of(Path near, Set<PosixFilePermission> mode) {
    return near.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
        : NONE;
  }
}
