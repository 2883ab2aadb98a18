package dev.dalleserver.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process did to files below a data directory, thread by thread, as recorded by {@code
 * strace -ff -y}; and which of them would not survive a power cut.
 */
final class SystemCalls {
  /** The system calls to trace. */
  static final String TRACED =
      "openat,write,pwrite64,writev,pwritev,ftruncate,fsync,fdatasync,rename,renameat,renameat2,"
          + "mkdir,mkdirat,unlink,unlinkat,rmdir,exit_group";

  private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\)\\s+= (-?\\d+)(<.*>)?.*");
  private static final Pattern DESCRIPTOR = Pattern.compile("^\\d+<([^>]*)>.*");

  /** A path, with the folder that it is named within where there is one. */
  private static final Pattern NAMED =
      Pattern.compile("(?:(?:AT_FDCWD|\\d+)<([^>]*)>, )?\"([^\"]*)\"");

  private final Path dataDir;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> renamed = new TreeSet<>();
  private final Set<String> removed = new TreeSet<>();
  private final Set<String> setAside = new TreeSet<>();

  // State of the thread that is being read.
  private final Set<String> forced = new HashSet<>();
  private String mustForce = "";
  private String because = "";

  private SystemCalls(Path dataDir) {
    this.dataDir = dataDir;
  }

  static SystemCalls read(Path traces, Path dataDir) {
    SystemCalls calls = new SystemCalls(dataDir);
    for (Path thread : files(traces)) {
      calls.forced.clear();
      lines(thread).forEach(calls::read);
      calls.beforeAnythingElse("the end of the thread");
    }
    return calls;
  }

  /** True once every thread's file says that it has ended. */
  static boolean allEnded(Path traces) {
    return files(traces).stream()
        .map(SystemCalls::lines)
        .allMatch(lines -> !lines.isEmpty() && lines.get(lines.size() - 1).startsWith("+++"));
  }

  /** What was done in a wrong order, in words. */
  List<String> problems() {
    return problems;
  }

  /** Files that got their name by a rename, relative to the data directory. */
  Set<String> renamed() {
    return renamed;
  }

  /** Their folders; that of a batch without what is different in every one. */
  Set<String> foldersOfRenamed() {
    Set<String> folders = new TreeSet<>();
    renamed.forEach(
        name ->
            folders.add(name.substring(0, name.lastIndexOf('/')).replaceAll("/gen_.*", "/gen_")));
    return folders;
  }

  Set<String> removed() {
    return removed;
  }

  /** Damaged files that were moved away. */
  Set<String> setAside() {
    return setAside;
  }

  private void read(String line) {
    Matcher call = CALL.matcher(line);
    if (!call.matches() || call.group(3).startsWith("-")) {
      return;
    }
    String arguments = call.group(2);
    switch (call.group(1)) {
      case "write", "pwrite64", "writev", "pwritev", "ftruncate" -> written(descriptor(arguments));
      case "fsync", "fdatasync" -> forced(descriptor(arguments));
      case "rename", "renameat", "renameat2" -> renamed(paths(arguments));
      case "mkdir", "mkdirat" -> named("mkdir", paths(arguments).get(0));
      case "rmdir" -> named("rmdir", paths(arguments).get(0));
      case "unlink", "unlinkat" -> removed(paths(arguments).get(0), arguments);
      case "openat" -> opened(paths(arguments).get(0), arguments);
      default -> {}
    }
  }

  private void opened(String path, String arguments) {
    boolean creates = arguments.contains("O_CREAT") || arguments.contains("O_TRUNC");
    if (creates && isInDataDirectory(path) && !path.endsWith("/.lock")) {
      problems.add(relative(path) + " was written under its own name");
    }
  }

  private void written(String path) {
    forced.remove(path);
  }

  private void forced(String path) {
    forced.add(path);
    if (path.equals(mustForce)) {
      mustForce = "";
    }
  }

  private void renamed(List<String> paths) {
    String from = paths.get(0);
    String to = paths.get(1);
    if (!isInDataDirectory(to)) {
      return;
    }
    if (isTemporary(from)) {
      renamed.add(relative(to));
      if (!forced.contains(from)) {
        problems.add(relative(to) + " got its name before its content was forced");
      }
    } else {
      setAside.add(relative(to));
    }
    named("rename", to);
  }

  private void removed(String path, String arguments) {
    if (!isInDataDirectory(path)) {
      return;
    }
    if (arguments.contains("AT_REMOVEDIR")) {
      named("rmdir", path);
    } else {
      removed.add(relative(path));
      // A folder that goes with all that is in it is forced where it was.
      if (!path.contains("/generations/")) {
        named("unlink", path);
      }
    }
  }

  /**
   * A name was added or removed: its folder must be forced before a name in another folder changes.
   */
  private void named(String call, String path) {
    if (isInDataDirectory(path)) {
      String parent = path.substring(0, path.lastIndexOf('/'));
      if (!parent.equals(mustForce)) {
        beforeAnythingElse(call + " of " + relative(path));
      }
      mustForce = parent;
      because = call + " of " + relative(path);
    }
  }

  private void beforeAnythingElse(String next) {
    if (!mustForce.isEmpty()) {
      problems.add("the folder was not forced after " + because + ", before " + next);
      mustForce = "";
    }
  }

  private boolean isInDataDirectory(String path) {
    return path.startsWith(dataDir + "/") && !isTemporary(path);
  }

  private boolean isTemporary(String path) {
    return path.startsWith(dataDir + "/.tmp")
        // The start's test whether files can be renamed there.
        || path.endsWith("/probe.part")
        || (path.startsWith(dataDir + "/received/") && path.endsWith(".part"));
  }

  private String relative(String path) {
    return path.substring(dataDir.toString().length() + 1);
  }

  private static String descriptor(String arguments) {
    Matcher descriptor = DESCRIPTOR.matcher(arguments);
    return descriptor.matches() ? descriptor.group(1) : "";
  }

  private static List<String> paths(String arguments) {
    return NAMED.matcher(arguments).results().map(SystemCalls::whole).toList();
  }

  private static String whole(MatchResult named) {
    String name = named.group(2);
    if (named.group(1) == null || name.startsWith("/")) {
      return name;
    }
    return name.equals(".") ? named.group(1) : named.group(1) + "/" + name;
  }

  private static List<Path> files(Path traces) {
    try (Stream<Path> files = Files.list(traces)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
