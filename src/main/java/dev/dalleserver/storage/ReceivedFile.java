package dev.dalleserver.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A whole file of the {@link Spool}, distinguished from later files of the same name.
 *
 * @param path where it is
 * @param key its key in the file system, if the file system has such keys
 * @param size in bytes
 * @param receivedAt when its last byte was written
 */
public record ReceivedFile(Path path, @Nullable Object key, long size, Instant receivedAt) {
  /** Reads the attributes of the file at {@code path}. */
  static ReceivedFile from(Path path) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new ReceivedFile(
        path, attributes.fileKey(), attributes.size(), attributes.lastModifiedTime().toInstant());
  }

  /** Returns the same file after it was renamed. */
  ReceivedFile withPath(Path target) {
    return new ReceivedFile(target, key, size, receivedAt);
  }
}
