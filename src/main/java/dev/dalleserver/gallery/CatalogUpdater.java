package dev.dalleserver.gallery;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.storage.FileStoreListener;

/** Tells a catalog of the pictures that this server stores, replaces and removes. */
public final class CatalogUpdater implements FileStoreListener {
  private final PictureCatalog catalog;

  public CatalogUpdater(PictureCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void onFileOperation(Operation operation, String path, boolean succeeded) {
    if (operation == Operation.READ || !succeeded) {
      return;
    }
    if (ArtifactId.parse(path) instanceof ArtifactId.Picture file
        && OutputWatch.KINDS.contains(file.kind())) {
      update(operation, file);
    }
  }

  private void update(Operation operation, ArtifactId.Picture file) {
    if (operation == Operation.DELETE && file.kind() == ArtifactKind.ANNOTATED) {
      catalog.remove(file.key());
    } else {
      catalog.put(file.key());
    }
  }
}
