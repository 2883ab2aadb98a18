package dev.dalleserver.series;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Files that ship with the program, in its jar or in a build's class folder. */
public final class BundledFiles {
  private final String folder;

  /**
   * @param folder a top folder on the class path, such as {@code series}
   */
  public BundledFiles(String folder) {
    this.folder = folder;
  }

  /** The names of the folder's files with that ending, sorted. */
  public List<String> names(String ending) {
    URL url = BundledFiles.class.getResource("/" + folder);
    if (url == null) {
      throw new IllegalStateException("the program was packed without its folder " + folder);
    }
    try (Stream<String> names = list(url)) {
      return names.filter(name -> name.endsWith(ending)).sorted().toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("cannot list the bundled " + folder, e);
    }
  }

  /** The content of a file that {@link #names} lists. */
  public byte[] read(String name) {
    try (InputStream in = BundledFiles.class.getResourceAsStream("/" + folder + "/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the program was packed without " + folder + "/" + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stream<String> list(URL url) throws IOException, URISyntaxException {
    if (url.openConnection() instanceof JarURLConnection connection) {
      // The connection shares the class loader's own open jar, which must stay open.
      JarFile jar = connection.getJarFile();
      String prefix = folder + "/";
      return jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith(prefix) && name.length() > prefix.length())
          .map(name -> name.substring(prefix.length()));
    }
    return Files.list(Path.of(new URI(url.toString()))).map(file -> file.getFileName().toString());
  }
}
