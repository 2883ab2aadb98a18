package dev.dalleserver.service;

import dev.dalleserver.Main;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A jar of the classes under test and of the libraries that a release has; tests run before one is
 * built.
 */
final class FatJar {
  private static final String SERVICES = "META-INF/services/";
  private static final long TIME_MILLIS = 1_767_225_600_000L;

  private final Map<String, byte[]> entries = new TreeMap<>();

  private FatJar() {}

  static void write(Path jar) throws IOException {
    FatJar fat = new FatJar();
    Path classes = Path.of("target", "classes");
    fat.addFolder(classes);
    Set<String> libraries =
        Files.readString(classes.resolve("META-INF/licenses/THIRD-PARTY.txt"))
            .lines()
            .filter(line -> line.contains(":"))
            .map(line -> line.replaceFirst(" \\|.*", "").split(":"))
            .map(parts -> parts[1] + "-" + parts[2] + ".jar")
            .collect(Collectors.toSet());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (libraries.contains(Path.of(entry).getFileName().toString())) {
        fat.addJar(Path.of(entry));
      }
    }
    fat.writeTo(jar);
  }

  private void addFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
        entries.put(name, Files.readAllBytes(file));
      }
    }
  }

  private void addJar(Path jar) throws IOException {
    try (InputStream file = Files.newInputStream(jar);
        JarInputStream in = new JarInputStream(file)) {
      for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
        String name = entry.getName();
        if (entry.isDirectory() || name.endsWith("module-info.class")) {
          continue;
        }
        if (name.startsWith(SERVICES)) {
          entries.merge(name, in.readAllBytes(), FatJar::lines);
        } else {
          entries.putIfAbsent(name, in.readAllBytes());
        }
      }
    }
  }

  private static byte[] lines(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
    both.writeBytes(other);
    return both.toByteArray();
  }

  private void writeTo(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    main.put(new Attributes.Name("Multi-Release"), "true");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.setLevel(1);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        JarEntry added = new JarEntry(entry.getKey());
        added.setTime(TIME_MILLIS);
        out.putNextEntry(added);
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
  }
}
