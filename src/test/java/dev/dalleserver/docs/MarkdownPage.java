package dev.dalleserver.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, as far as its code is concerned. */
record MarkdownPage(Path path, List<Section> sections) {
  private static final Pattern INLINE = Pattern.compile("`([^`]+)`");
  private static final String FENCE = "```";

  /** The text under one heading, up to the next. */
  record Section(String title, List<Fence> fences) {
    boolean hasCommands() {
      return fences.stream().anyMatch(Fence::isCommands);
    }
  }

  static MarkdownPage read(Path path) {
    try {
      return new MarkdownPage(path, new Reading().of(Files.readAllLines(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every page of the repository. */
  static List<MarkdownPage> all() {
    List<Path> paths =
        new ArrayList<>(
            List.of(
                Path.of("README.md"),
                Path.of("SECURITY.md"),
                Path.of("CONTRIBUTING.md"),
                Path.of("metrics/README.md")));
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(paths::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return paths.stream().map(MarkdownPage::read).toList();
  }

  /** Code within sentences and tables. */
  List<String> inlineCode() throws IOException {
    String text = Files.readString(path).replaceAll("(?ms)^ *```.*?^ *```", "");
    List<String> found = new ArrayList<>();
    Matcher matcher = INLINE.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1).replace('\n', ' '));
    }
    return found;
  }

  /** Goes through a page's lines once. */
  private static final class Reading {
    private final List<Section> sections = new ArrayList<>();
    private List<Fence> fences = new ArrayList<>();
    private String title = "(beginning)";
    private String before = "";

    List<Section> of(List<String> lines) {
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.strip().startsWith(FENCE)) {
          i = fence(lines, i);
        } else if (line.startsWith("#")) {
          endSection();
          title = line.replaceFirst("^#+ ", "");
        } else if (!line.isBlank()) {
          before = line.strip();
        }
      }
      endSection();
      return List.copyOf(sections);
    }

    /** Gives the index of the closing line. */
    private int fence(List<String> lines, int opening) {
      String first = lines.get(opening);
      int indent = first.indexOf(FENCE);
      List<String> contents = new ArrayList<>();
      int i = opening + 1;
      while (!lines.get(i).strip().equals(FENCE)) {
        String line = lines.get(i);
        contents.add(line.length() >= indent ? line.substring(indent) : line);
        i++;
      }
      fences.add(new Fence(opening + 2, first.strip().substring(3).strip(), contents, before));
      before = "";
      return i;
    }

    private void endSection() {
      sections.add(new Section(title, List.copyOf(fences)));
      fences = new ArrayList<>();
      before = "";
    }
  }
}
