package dev.dalleserver.avatars;

import dev.dalleserver.storage.FileStore;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scaled pictures on disk, so that after a restart pages need not wait until they are made again.
 * Each is found only by the content that it was made of, so none is ever out of date; what was
 * stored first goes first. The folder may be emptied at any time: what is missing or damaged is
 * made again. Thread-safe.
 */
public final class ScaledFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ScaledFiles.class);

  private static final long CAPACITY = 64L << 20;

  /** A larger picture would put too many others out. */
  private static final int MAX_SHARE = 256;

  /** On a disk with less room nothing is kept: pictures need it. */
  private static final long ROOM_LEFT = 256L << 20;

  private static final int NAME_BYTES = 16;
  private static final int BLOCK = 4096;

  private final FileStore store;
  private final long capacity;

  /** The bytes on disk by file name, the oldest first; guarded by {@code this}. */
  private final Map<String, Long> sizes = new LinkedHashMap<>();

  private long used;
  private boolean listed;

  private record Found(String name, long size, Instant time) {}

  public ScaledFiles(FileStore store) {
    this(store, CAPACITY);
  }

  ScaledFiles(FileStore store, long capacity) {
    this.store = store;
    this.capacity = capacity;
  }

  Optional<ScaledPicture> find(ScaledCache.Key key) {
    String name = name(key);
    if (!has(name)) {
      return Optional.empty();
    }
    try {
      Optional<ScaledPicture> whole = store.read(path(name)).flatMap(ScaledFiles::parse);
      if (whole.isEmpty()) {
        forget(name);
      }
      return whole;
    } catch (IOException e) {
      LOG.debug("small={} event=not_read", name, e);
      return Optional.empty();
    }
  }

  /** Stores a picture, if there is room; without it, or after a failure, it is made again. */
  void put(ScaledCache.Key key, ScaledPicture picture) {
    String name = name(key);
    byte[] tag = picture.tag().getBytes(StandardCharsets.US_ASCII);
    byte[] file = Arrays.copyOf(tag, tag.length + picture.bytes().length);
    System.arraycopy(picture.bytes(), 0, file, tag.length, picture.bytes().length);
    try {
      if (file.length > capacity / MAX_SHARE || has(name) || store.space().usable() < ROOM_LEFT) {
        return;
      }
      store.write(path(name), file);
      for (String old : add(name, file.length)) {
        store.delete(path(old));
      }
    } catch (IOException e) {
      LOG.debug("small={} event=not_stored", name, e);
    }
  }

  private static Optional<ScaledPicture> parse(byte[] file) {
    ScaledPicture picture =
        ScaledPicture.of(
            Arrays.copyOfRange(file, Math.min(file.length, ScaledPicture.TAG_LENGTH), file.length));
    boolean whole =
        Arrays.equals(
            picture.tag().getBytes(StandardCharsets.US_ASCII),
            Arrays.copyOf(file, ScaledPicture.TAG_LENGTH));
    return whole ? Optional.of(picture) : Optional.empty();
  }

  private synchronized boolean has(String name) {
    if (!listed) {
      listed = true;
      list();
    }
    return sizes.containsKey(name);
  }

  private void list() {
    List<Found> found = new ArrayList<>();
    try {
      for (Path file : store.names(folder())) {
        Path path = folder().resolve(file);
        Optional<Instant> time = store.modifiedAt(path);
        if (time.isPresent()) {
          found.add(new Found(file.toString(), store.size(path), time.get()));
        }
      }
    } catch (IOException e) {
      LOG.warn("small event=not_listed reason=\"{}\"", PlainReason.of(e));
    }
    found.sort(Comparator.comparing(Found::time));
    found.forEach(it -> count(it.name(), it.size()));
  }

  private synchronized void forget(String name) {
    Long size = sizes.remove(name);
    used -= size == null ? 0 : size;
  }

  /** Counts a file, and returns the names of those that have to go for it. */
  private synchronized List<String> add(String name, long size) {
    count(name, size);
    List<String> old = new ArrayList<>();
    Iterator<Map.Entry<String, Long>> oldest = sizes.entrySet().iterator();
    while (used > capacity && oldest.hasNext()) {
      Map.Entry<String, Long> entry = oldest.next();
      used -= entry.getValue();
      old.add(entry.getKey());
      oldest.remove();
    }
    return old;
  }

  private void count(String name, long size) {
    long onDisk = (size + BLOCK - 1) / BLOCK * BLOCK;
    Long before = sizes.put(name, onDisk);
    used += onDisk - (before == null ? 0 : before);
  }

  private Path folder() {
    return store.layout().smallPictures();
  }

  private Path path(String name) {
    return folder().resolve(name);
  }

  private static String name(ScaledCache.Key key) {
    String text =
        String.join(
            "\n",
            key.artifact().path(),
            key.version(),
            key.cut(),
            key.form().shape().name(),
            key.form().format().name(),
            Integer.toString(key.form().size()));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
