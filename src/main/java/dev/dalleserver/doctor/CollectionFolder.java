package dev.dalleserver.doctor;

import dev.dalleserver.picture.PassedOverName;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Examines the folder of collections: a list and a state for each. */
final class CollectionFolder {
  private final Path folder;
  private final ConfinedTree files;
  private final FileValidators.CollectionValidator validator;
  private final ReportBuilder report;

  CollectionFolder(
      DataLayout layout,
      ConfinedTree files,
      FileValidators.CollectionValidator validator,
      ReportBuilder report) {
    this.folder = layout.collections();
    this.files = files;
    this.validator = validator;
    this.report = report;
  }

  void examine() throws IOException {
    for (FolderEntry entry : files.allEntries(folder)) {
      Path file = folder.resolve(entry.fileName());
      Optional<String> list = validator.listOf(entry.name());
      if (entry.isFile() && list.isPresent()) {
        report.countFile();
        if (list.get().equals(entry.name())) {
          examineList(file, entry.name());
        } else {
          examineState(file, list.get());
        }
      } else if (!PassedOverName.matches(entry.name())) {
        report.addNote(file, "not a file of a collection");
      }
    }
  }

  private void examineList(Path file, String name) {
    report
        .readContent(files, file)
        .flatMap(list -> validator.listFault(name, list))
        .ifPresent(
            fault ->
                report.addRepairable(file, fault, "its pictures stay, but are not a collection"));
  }

  private void examineState(Path file, String listName) throws IOException {
    Path list = folder.resolve(listName);
    if (files.lookUp(list).filter(FolderEntry::isFile).isEmpty()) {
      report.addRepairable(
          file,
          "its list is missing: a server was killed while it created or removed a collection",
          "the next start would remove it");
      return;
    }
    Optional<byte[]> state = report.readContent(files, file);
    Optional<byte[]> addresses = report.readContent(files, list);
    if (state.isPresent()
        && addresses.isPresent()
        && validator.listFault(listName, addresses.get()).isEmpty()) {
      validator
          .stateFault(listName, addresses.get(), state.get())
          .ifPresent(
              fault -> report.addRepairable(file, fault, "the server finds out what is made"));
    }
  }
}
