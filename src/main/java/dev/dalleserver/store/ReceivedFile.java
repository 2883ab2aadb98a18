package dev.dalleserver.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A whole file of the {@link Spool}, told from later files of the same name.
 *
 * @param path where it lies
 * @param key what the file system calls it, where it has such keys
 * @param size in bytes
 * @param receivedAt when its last byte was written
 */
public record ReceivedFile(Path path, @Nullable Object key, long size, Instant receivedAt) {
  /** What lies at {@code path} now. */
  static ReceivedFile look(Path path) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new ReceivedFile(
        path, found.fileKey(), found.size(), found.lastModifiedTime().toInstant());
  }

  /** The same file after it was renamed. */
  ReceivedFile renamed(Path target) {
    return new ReceivedFile(target, key, size, receivedAt);
  }
}
