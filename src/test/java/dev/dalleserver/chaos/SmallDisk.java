package dev.dalleserver.chaos;

import dev.dalleserver.fixtures.Tool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A separate disk, in memory, that tests can fill. Needs the right to mount. */
final class SmallDisk implements AutoCloseable {
  private static final Tool MOUNT = new Tool("mount");

  private final Path root;

  private SmallDisk(Path root) {
    this.root = root;
  }

  /** Mounts it, or skips the calling test and says so. */
  static SmallDisk mount(Path root, String options) {
    MOUNT.need();
    Tool.Outcome mounted = MOUNT.run("", "-t", "tmpfs", "-o", options, "tmpfs", root.toString());
    if (mounted.exitCode() != 0) {
      System.out.println("SKIPPED: no disk can be mounted here: " + mounted.output().strip());
      Assumptions.abort("no disk can be mounted here");
    }
    return new SmallDisk(root);
  }

  Path filler() {
    return root.resolve("filler");
  }

  /** Leaves less than a block. */
  void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(filler())) {
      byte[] block = new byte[4096];
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      // That was the aim.
    }
  }

  /** Leaves no room for another file, but for bytes. */
  void fillInodes() throws IOException {
    Files.createDirectory(filler());
    try {
      for (int i = 0; ; i++) {
        Files.createFile(filler().resolve("" + i));
      }
    } catch (IOException full) {
      // That was the aim.
    }
  }

  void free() throws IOException {
    if (Files.isDirectory(filler())) {
      try (var files = Files.list(filler())) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
    Files.deleteIfExists(filler());
  }

  /** Makes a folder read-only for all users, even root. */
  void forbid(Path folder) {
    run("--bind", folder.toString(), folder.toString());
    run("-o", "remount,bind,ro", folder.toString());
  }

  void allow(Path folder) {
    new Tool("umount").run("", folder.toString());
  }

  private static void run(String... args) {
    Tool.Outcome outcome = MOUNT.run("", args);
    if (outcome.exitCode() != 0) {
      throw new IllegalStateException(outcome.output());
    }
  }

  @Override
  public void close() {
    new Tool("umount").run("", "-l", root.toString());
  }
}
