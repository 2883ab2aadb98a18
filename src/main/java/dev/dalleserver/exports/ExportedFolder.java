package dev.dalleserver.exports;

import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.AddressList;
import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.metadata.MetadataLinks;
import dev.dalleserver.metadata.TokenMetadata;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.StoredArtifact;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of a collection, one after another: for each address that has a picture the picture,
 * its avatar and its metadata, then {@code collection.json} and the checksums of all. For one
 * thread.
 */
final class ExportedFolder {
  static final String IMAGES = "images";
  static final String AVATARS = "avatars";
  static final String METADATA = "metadata";
  static final String[] FOLDERS = {IMAGES, AVATARS, METADATA};
  private static final String[] ENDINGS = {".png", ".png", ".json"};
  private static final int KINDS = FOLDERS.length;

  /** The codes of the files at the end. */
  private static final int SUMMARY = -1;

  private static final int CHECKSUMS = -2;

  /** A file that is not sent yet. */
  record Pending(int code, FileContent content) {}

  private final AddressCollection collection;
  private final ExportSources sources;

  /** Those at the beginning: later ones are in later exports. */
  private final AddressList addresses;

  private final AvatarPrefetch avatars;
  private final MetadataLinks links;
  private final FileTable table = new FileTable();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final BitSet hidden = new BitSet();
  private final BitSet included = new BitSet();
  private int position;
  private boolean summarized;
  private boolean summed;

  /**
   * @param base what comes before {@code <address>.png} in the links of the metadata; empty for
   *     links relative to its folder
   */
  ExportedFolder(AddressCollection collection, ExportSources sources, String base) {
    this.collection = collection;
    this.sources = sources;
    this.addresses = collection.addresses();
    this.avatars = new AvatarPrefetch(collection, addresses.size(), sources);
    this.links = new Links(base.isEmpty() ? "../" + IMAGES + "/" : base);
  }

  /** Links within the folder, or to where its pictures will be. */
  private record Links(String base) implements MetadataLinks {
    @Override
    public String image(PictureKey key) {
      return base + key.addressText() + ENDINGS[0];
    }

    @Override
    public String page(PictureKey key) {
      return "";
    }
  }

  FileTable table() {
    return table;
  }

  AddressCollection collection() {
    return collection;
  }

  AddressList addresses() {
    return addresses;
  }

  boolean isHidden(int address) {
    return hidden.get(address);
  }

  boolean isIncluded(int address) {
    return included.get(address);
  }

  /** Returns the next file, or null after the last one; the caller closes its content. */
  @Nullable Pending next() throws IOException {
    while (pending.isEmpty() && position < addresses.size()) {
      take(position++);
    }
    if (!pending.isEmpty()) {
      return pending.poll();
    }
    if (!summarized) {
      summarized = true;
      return new Pending(SUMMARY, FileContent.ofPieces(new FolderSummary(this)::pieces));
    }
    if (!summed) {
      summed = true;
      return new Pending(
          CHECKSUMS, FileContent.ofPieces(new ChecksumList(this, table.size())::pieces));
    }
    return null;
  }

  /** Prepares the files of an address; leaves it out when one of them cannot be had. */
  private void take(int address) throws IOException {
    PictureKey key = collection.key(address);
    Optional<StoredArtifact> picture =
        sources.store().find(ArtifactId.of(key, ArtifactKind.ANNOTATED));
    if (picture.isEmpty()) {
      return;
    }
    Optional<StoredImage> image = sources.images().find(key);
    if (image.isPresent() && image.get().hidden()) {
      hidden.set(address);
      return;
    }
    Optional<byte[]> avatar = image.isEmpty() ? Optional.empty() : avatars.get(address);
    if (avatar.isEmpty()) {
      return;
    }
    byte[] metadata = TokenMetadata.of(image.get(), sources.dresses().apply(key), links).toJson();
    try {
      FileContent content = FileContent.of(picture.get().open());
      included.set(address);
      pending.add(new Pending(address * KINDS, content));
      pending.add(new Pending(address * KINDS + 1, FileContent.of(avatar.get())));
      pending.add(new Pending(address * KINDS + 2, FileContent.of(metadata)));
    } catch (NoSuchFileException | StoredArtifact.ReplacedException e) {
      // Removed or made again at this moment: left out, as it would have been a moment later.
      included.clear(address);
    }
  }

  /** Notes what was sent of a file. */
  void sent(Pending file, long offset, Measured measured) {
    table.add(new FileTable.Row(file.code(), offset, measured));
  }

  /** Returns the name of a file within the folder. */
  String path(int code) {
    return switch (code) {
      case SUMMARY -> "collection.json";
      case CHECKSUMS -> "checksums.sha256";
      default -> FOLDERS[code % KINDS] + "/" + fileName(code);
    };
  }

  /** Returns the name of a file of an address within its folder. */
  String fileName(int code) {
    return addresses.get(code / KINDS) + ENDINGS[code % KINDS];
  }

  /** Returns which folder a file is in; -1 for one beside the folders. */
  static int folder(int code) {
    return code < 0 ? -1 : code % KINDS;
  }

  /** Closes what was prepared and is not sent. */
  void close() {
    pending.forEach(it -> it.content().close());
    pending.clear();
  }
}
