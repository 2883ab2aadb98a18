package dev.dalleserver.attack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** An agent that takes all of a JVM's heap and keeps it, so that the JVM's own threads get none. */
public final class HeapFiller {
  private static final List<byte[]> TAKEN = new ArrayList<>();
  private static final int LARGEST = 1 << 20;
  private static final int SMALLEST = 64;
  private static final long PAUSE_NANOS = 200_000_000;

  private HeapFiller() {}

  /** Called in the JVM that it is loaded into. */
  public static void agentmain(String arguments) {
    Thread thread = new Thread(HeapFiller::fill, "heap-filler");
    thread.setDaemon(true);
    thread.start();
  }

  private static void fill() {
    while (true) {
      for (int size = LARGEST; size >= SMALLEST; size /= 2) {
        take(size);
      }
      // Lets other threads run and find that there is no memory left.
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static void take(int size) {
    try {
      while (true) {
        TAKEN.add(new byte[size]);
      }
    } catch (OutOfMemoryError full) {
      // Smaller ones may still fit.
    }
  }

  /** Writes the agent as a jar of its own. */
  static Path pack(Path folder) throws IOException {
    Path jar = folder.resolve("heap-filler.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(new Attributes.Name("Agent-Class"), HeapFiller.class.getName());
    String entry = HeapFiller.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        var code = HeapFiller.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      code.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }
}
