package dev.dalleserver.gallery;

import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.Artifact;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.ArtifactName;
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
    ArtifactName.parse(path)
        .filter(name -> name.kind() == Artifact.ANNOTATED || name.kind() == Artifact.SELECTOR)
        .ifPresent(name -> update(operation, name));
  }

  private void update(Operation operation, ArtifactName name) {
    PictureKey key = new PictureKey(new SeriesName(name.series()), new Address(name.address()));
    if (operation == Operation.DELETE && name.kind() == Artifact.ANNOTATED) {
      catalog.remove(key);
    } else {
      catalog.put(key);
    }
  }
}
