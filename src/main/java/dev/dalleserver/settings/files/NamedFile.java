package dev.dalleserver.settings.files;

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
 * pipe, through which password managers and shells pass secrets; reading from a pipe has a timeout.
 */
public final class NamedFile {
  /** Long enough for a password manager that asks its user for confirmation first. */
  private static final Duration PIPE_TIMEOUT = Duration.ofSeconds(20);

  private NamedFile() {}

  /**
   * Reads the first bytes of the file, or all of it when it is not longer.
   *
   * @param maxBytes the maximum number of bytes to read
   * @throws NoSuchFileException when it does not exist
   * @throws IOException when it cannot be read, or a pipe delivers no data for 20 s
   */
  public static byte[] read(Path file, int maxBytes) throws IOException {
    return read(file, maxBytes, PIPE_TIMEOUT);
  }

  public static byte[] read(Path file, int maxBytes, Duration timeout) throws IOException {
    if (Files.isRegularFile(file) || Files.notExists(file) || Files.isDirectory(file)) {
      return readNow(file, maxBytes);
    }
    BlockingQueue<Result> results = new ArrayBlockingQueue<>(1);
    // Opening and reading a pipe cannot be interrupted, so this leaves a thread behind.
    Thread reader = new Thread(() -> results.add(Result.of(file, maxBytes)), "pipe-reader");
    reader.setDaemon(true);
    reader.start();
    try {
      Result result = results.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (result == null) {
        throw new FileSystemException(file.toString(), null, "nothing came from the pipe");
      }
      return result.bytes();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static byte[] readNow(Path file, int maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(maxBytes);
    }
  }

  /** The result of reading: the bytes, or the error. */
  private record Result(byte[] content, @Nullable IOException fault) {
    static Result of(Path file, int maxBytes) {
      try {
        return new Result(readNow(file, maxBytes), null);
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
