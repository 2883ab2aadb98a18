package dev.dalleserver.docs;

import dev.dalleserver.Main;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory that looks like a fresh checkout in which everything is built: {@code run.sh} is the
 * real one, and the jar refers to the classes under test. Building anew within a test would take
 * minutes, and change the classes that other tests run.
 */
final class Checkout {
  /**
   * Files that a developer's own work leaves in a checkout, and files that are not checked here.
   */
  private static final List<String> LEFT_OUT =
      List.of(".git", "target", "output", "databases", ".env", ".lock", ".tmp");

  private static final String MODULES = "node_modules";

  private Checkout() {}

  static Path in(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(""))) {
      for (Path entry : entries.filter(e -> !LEFT_OUT.contains(e.toString())).toList()) {
        copy(entry, folder.resolve(entry));
      }
    }
    writeJar(Files.createDirectories(folder.resolve("target")).resolve("dalleserver.jar"));
    return folder;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.filter(file -> !file.toString().contains(MODULES)).toList()) {
        Files.copy(one, to.resolve(from.relativize(one).toString()));
      }
    }
  }

  private static void writeJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    main.put(
        Attributes.Name.CLASS_PATH,
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.finish();
    }
  }
}
