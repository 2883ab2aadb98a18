package dev.dalleserver.collections;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.ArtifactStore;
import java.io.IOException;
import java.util.BitSet;

/** Finds which pictures of a list are stored, without opening them. */
final class PictureInventory {
  /** Up to so many addresses each file is looked for; for more, the folder is listed once. */
  private static final int FEW = 1000;

  private final ArtifactStore store;

  PictureInventory(ArtifactStore store) {
    this.store = store;
  }

  /** Returns the positions of the addresses that have a file of that kind. */
  BitSet find(SeriesName series, AddressList addresses, ArtifactKind kind) throws IOException {
    BitSet found = new BitSet(addresses.size());
    if (addresses.size() <= FEW) {
      for (int i = 0; i < addresses.size(); i++) {
        found.set(i, store.exists(ArtifactId.of(new PictureKey(series, addresses.get(i)), kind)));
      }
      return found;
    }
    AddressList.Index index = addresses.index();
    for (ArtifactId.Picture stored : store.list(series, kind)) {
      int position = index.find(stored.key().address());
      if (position >= 0) {
        found.set(position);
      }
    }
    return found;
  }
}
