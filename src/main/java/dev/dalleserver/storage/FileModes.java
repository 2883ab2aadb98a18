package dev.dalleserver.storage;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The permissions of new files and folders: 0640 and 0750 less the umask, since other users of the
 * machine must not read prompts. Existing files keep theirs. Has no effect on a file system without
 * such permissions.
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
