package dev.dalleserver.pictures;

import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.DataDirectoryException;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Received pictures in a data directory of their own, which is removed at the end. */
public final class TempReceived implements AutoCloseable {
  private final Path folder;
  private final DataDirectory directory;
  private final ReceivedPictures pictures;

  public TempReceived() {
    try {
      folder = Files.createTempDirectory("received");
      directory = DataDirectory.open(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DataDirectoryException e) {
      throw new IllegalStateException(e);
    }
    pictures =
        new ReceivedPictures(new LocalArtifacts(new FileStore(directory)), Clock.systemUTC());
  }

  public ReceivedPictures pictures() {
    return pictures;
  }

  /** The data directory. */
  public Path folder() {
    return folder;
  }

  /** The files below a folder of the data directory, relative to it. */
  public List<String> files(String below) {
    Path top = folder.resolve(below);
    if (!Files.exists(top)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(top)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> top.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (directory;
        Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
