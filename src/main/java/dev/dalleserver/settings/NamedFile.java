package dev.dalleserver.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file that the operator named, or a {@code .env}. Links to it are followed. It may be a
 * pipe, by which password managers and shells hand out secrets, but is not waited for without end.
 */
final class NamedFile {
  /** Enough for a password manager that asks its user something first. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private NamedFile() {}

  /**
   * The first bytes of the file, all of it when it is not longer.
   *
   * @param most how many bytes to read
   * @throws NoSuchFileException when there is none
   * @throws IOException when it cannot be read, or a pipe gives nothing for 20 s
   */
  static byte[] read(Path file, int most) throws IOException {
    return read(file, most, PATIENCE);
  }

  static byte[] read(Path file, int most, Duration patience) throws IOException {
    if (Files.isRegularFile(file) || Files.notExists(file) || Files.isDirectory(file)) {
      return readNow(file, most);
    }
    BlockingQueue<Result> results = new ArrayBlockingQueue<>(1);
    // Opening and reading a pipe cannot be broken off, so a thread of its own is left behind.
    Thread reader = new Thread(() -> results.add(Result.of(file, most)), "pipe-reader");
    reader.setDaemon(true);
    reader.start();
    try {
      Result result = results.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (result == null) {
        throw new FileSystemException(file.toString(), null, "nothing came from the pipe");
      }
      return result.bytes();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static byte[] readNow(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(most);
    }
  }

  /** What came of reading: bytes, or why there are none. */
  private record Result(byte[] content, @Nullable IOException fault) {
    static Result of(Path file, int most) {
      try {
        return new Result(readNow(file, most), null);
      } catch (IOException e) {
        return new Result(new byte[0], e);
      }
    }

    byte[] bytes() throws IOException {
      if (fault != null) {
        throw fault;
      }
      return content;
    }
  }
}
