package dev.dalleserver.picture;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of one stored file, whichever store holds it. All names of files that the server makes
 * are written in this package, and nowhere else.
 */
public sealed interface ArtifactId {
  /** The folder of all that clients may read. */
  String OUTPUT = "output";

  /** The folder of {@link #OUTPUT} that holds the batches; so no series has this name. */
  String BATCHES = "generations";

  /** The number of parts of the path of a picture or a batch's image. */
  int PARTS = 4;

  /** The folder of {@link Received}. */
  String RECEIVED = "received";

  /** The folder of statistics and of {@link ArchivedRun}. */
  String METRICS = "metrics";

  /**
   * Returns the name in the form of messages, JSON and the data directory: relative, with slashes.
   */
  String path();

  /** Returns the last part of {@link #path}. */
  default String fileName() {
    return path().substring(path().lastIndexOf('/') + 1);
  }

  /** Returns the path of the folder of a series; the caller must have validated the name. */
  static String seriesFolder(String series) {
    return OUTPUT + "/" + series;
  }

  /** Returns the identity of one file of a picture. */
  static Picture of(PictureKey key, ArtifactKind kind) {
    return new Picture(key, kind);
  }

  /** Returns the identity of a file of a picture that only the original makes. */
  static Original of(PictureKey key, OriginalKind kind) {
    return new Original(key, kind);
  }

  /**
   * Returns the id of a file.
   *
   * @param path begins with {@link #OUTPUT}, has slashes, and its parts are names, neither empty
   *     nor dots
   */
  static ArtifactId parse(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length == PARTS && parts[0].equals(OUTPUT)) {
      Optional<? extends ArtifactId> made =
          parts[1].equals(BATCHES)
              ? BatchImage.parse(parts[2], parts[3])
              : Picture.parse(parts[1], parts[2], parts[3])
                  .<ArtifactId>map(picture -> picture)
                  .or(() -> Original.parse(parts[1], parts[2], parts[3]));
      if (made.isPresent()) {
        return made.get();
      }
    }
    return new OperatorFile(path);
  }

  /** One file of a picture. */
  record Picture(PictureKey key, ArtifactKind kind) implements ArtifactId {
    private static Optional<Picture> parse(String folderName, String folder, String fileName) {
      // The original may have spelled both names in another way.
      Optional<SeriesName> series = OriginalName.pictureFolder(folderName);
      Optional<ArtifactKind> kind = ArtifactKind.ofFolder(folder);
      return kind.flatMap(known -> known.address(fileName))
          .filter(address -> series.isPresent())
          .map(address -> of(new PictureKey(series.get(), address), kind.get()));
    }

    @Override
    public String path() {
      return kind.path(key.seriesText(), key.addressText());
    }

    @Override
    public String fileName() {
      return kind.fileName(key.addressText());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Picture that && kind == that.kind && key.equals(that.key);
    }

    /** Hashes both parts, consistent with {@link #equals}; every request for a file does. */
    @Override
    public int hashCode() {
      return 31 * key.hashCode() + kind.ordinal();
    }
  }

  /** One file of a picture that the Go original has made, and this server never makes. */
  record Original(PictureKey key, OriginalKind kind) implements ArtifactId {
    private static Optional<Original> parse(String folderName, String folder, String fileName) {
      Optional<SeriesName> series = OriginalName.pictureFolder(folderName);
      Optional<OriginalKind> kind = OriginalKind.ofFolder(folder);
      return kind.flatMap(known -> OriginalName.file(fileName, known.extension()))
          .map(name -> name.substring(0, name.lastIndexOf('.')))
          .flatMap(Address::parseStored)
          .filter(address -> series.isPresent())
          .map(address -> new Original(new PictureKey(series.get(), address), kind.get()));
    }

    @Override
    public String path() {
      return seriesFolder(key.seriesText())
          + "/"
          + kind.folder()
          + "/"
          + key.addressText()
          + "."
          + kind.extension();
    }
  }

  /**
   * One picture of a batch.
   *
   * @param number from 0
   */
  record BatchImage(BatchId batch, int number, PictureFormat format) implements ArtifactId {
    /** Creates the id of a PNG. */
    public BatchImage(BatchId batch, int number) {
      this(batch, number, PictureFormat.PNG);
    }

    private static Optional<BatchImage> parse(String batch, String fileName) {
      // At most ten pictures: one digit.
      int number = fileName.isEmpty() ? -1 : fileName.charAt(0) - '0';
      for (PictureFormat format : PictureFormat.values()) {
        if (number >= 0 && number <= 9 && fileName.substring(1).equals("." + format.text())) {
          return BatchId.parse(batch).map(id -> new BatchImage(id, number, format));
        }
      }
      return Optional.empty();
    }

    @Override
    public String path() {
      return OUTPUT + "/" + BATCHES + "/" + batch + "/" + number + "." + format.text();
    }
  }

  /** A picture as a provider has sent it, until it is decoded and stored. */
  record Received(ReceivedName name) implements ArtifactId {
    /** Ends the name of a file that is whole. */
    public static final String ENDING = ".received";

    /** Ends the name of a file that is being received. */
    public static final String UNFINISHED_ENDING = ".part";

    @Override
    public String path() {
      return RECEIVED + "/" + name.text() + ENDING;
    }
  }

  /**
   * The last snapshot of a run.
   *
   * @param millis when it ended, as Unix time
   */
  record ArchivedRun(String series, String address, long millis) implements ArtifactId {
    @Override
    public String path() {
      return METRICS + "/runs/" + series + "_" + address + "_" + millis + ".json";
    }
  }

  /**
   * A file below {@link #OUTPUT} that the server does not make: an operator has put it there. Only
   * a store that is a folder has any.
   */
  record OperatorFile(String path) implements ArtifactId {}
}
