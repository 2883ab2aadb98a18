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
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Files that ship with the server, in its jar or in a build's class folder. */
public final class ClasspathResources {
  private final String folder;

  /**
   * Creates access to one folder.
   *
   * @param folder a top-level folder on the class path, such as {@code series}
   */
  public ClasspathResources(String folder) {
    this.folder = folder;
  }

  /** Returns the names of the folder's files with that suffix, sorted. */
  public List<String> names(String suffix) {
    URL url = ClasspathResources.class.getResource("/" + folder);
    if (url == null) {
      throw new IllegalStateException("the jar lacks the folder " + folder);
    }
    try {
      return list(url).stream().filter(name -> name.endsWith(suffix)).sorted().toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("cannot list the bundled " + folder, e);
    }
  }

  /** Reads a file that {@link #names} lists. */
  public byte[] read(String name) {
    try (InputStream in = ClasspathResources.class.getResourceAsStream("/" + folder + "/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks the file " + folder + "/" + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> list(URL url) throws IOException, URISyntaxException {
    if (url.openConnection() instanceof JarURLConnection connection) {
      // The connection shares the class loader's own open jar, which must stay open.
      return listJar(connection.getJarFile());
    }
    try (Stream<Path> files = Files.list(Path.of(new URI(url.toString())))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private List<String> listJar(JarFile jar) {
    String prefix = folder + "/";
    List<String> names = new ArrayList<>();
    // A loop and not a stream: the jar has thousands of entries, and every start would compile the
    // stream.
    for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
      String name = entries.nextElement().getName();
      if (name.startsWith(prefix) && name.length() > prefix.length()) {
        names.add(name.substring(prefix.length()));
      }
    }
    return names;
  }
}
