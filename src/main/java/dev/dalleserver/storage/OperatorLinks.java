package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The links that stand where the server stores files. Those of its own folders always refuse a
 * start. Those of a series, or of a folder in it, do when they belong to the owner of the data
 * directory, who means them; a link that another user has planted is passed over, so that no other
 * user can keep the server from starting.
 */
final class OperatorLinks {
  private final DataLayout layout;

  private OperatorLinks(DataLayout layout) {
    this.layout = layout;
  }

  /** Returns the links that refuse a start, relative to the data directory. */
  static List<String> in(DataLayout layout) {
    List<Path> links = new ArrayList<>();
    layout.serverFolders().stream().filter(Files::isSymbolicLink).forEach(links::add);
    if (Files.isDirectory(layout.output(), LinkOption.NOFOLLOW_LINKS)) {
      new OperatorLinks(layout).addSeries(links);
    }
    return links.stream().map(layout::relative).toList();
  }

  private void addSeries(List<Path> links) {
    for (Path entry : seriesFolders()) {
      if (isOwnLink(entry)) {
        links.add(entry);
      } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        addKinds(entry, links);
      }
    }
  }

  private List<Path> seriesFolders() {
    try {
      return ConfinedTree.below(layout.dataDirectory()).names(layout.output()).stream()
          .filter(name -> SeriesName.isValid(name.toString()))
          .sorted()
          .map(layout.output()::resolve)
          .toList();
    } catch (IOException e) {
      // Opening the directory reports what is wrong with its folders.
      return List.of();
    }
  }

  private void addKinds(Path series, List<Path> links) {
    for (ArtifactKind kind : ArtifactKind.values()) {
      Path folder = series.resolve(kind.folder());
      if (isOwnLink(folder)) {
        links.add(folder);
      }
    }
  }

  private boolean isOwnLink(Path path) {
    if (!Files.isSymbolicLink(path)) {
      return false;
    }
    try {
      return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS)
          .equals(Files.getOwner(layout.dataDirectory()));
    } catch (IOException | UnsupportedOperationException e) {
      // A file system without owners, or a link that has just been removed.
      return Files.isSymbolicLink(path);
    }
  }
}
