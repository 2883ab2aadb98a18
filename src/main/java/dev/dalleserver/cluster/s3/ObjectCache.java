package dev.dalleserver.cluster.s3;

import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of objects on the local disk, by their hash, so that none is ever out of date. What was
 * used longest ago goes first when there are too many bytes. The folder may be emptied or removed
 * at any time: what is missing is fetched again, and an open file stays readable. Thread-safe.
 */
public final class ObjectCache {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectCache.class);
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String PART = ".part";

  private final Path folder;
  private final long mostBytes;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /** One thread at a time fetches an object. */
  private final ConcurrentMap<String, Object> fetching = new ConcurrentHashMap<>();

  /** By last use, oldest first; guarded by itself, as is {@link #bytes}. */
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /**
   * @param verified false for a file of an earlier process, which a power cut may have damaged
   */
  private record Entry(long size, boolean verified) {}

  /** Brings an object that is not here. */
  interface Source {
    /** Copies the whole object into {@code target}, which does not exist. */
    void copyTo(Path target) throws IOException;
  }

  /**
   * Opens a cache with what earlier processes have left in it.
   *
   * @param folder of this process alone
   * @param mostBytes of all files
   */
  public ObjectCache(Path folder, long mostBytes) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    try {
      load();
    } catch (IOException e) {
      LOG.warn("cache event=not_read reason=\"{}\"", PlainReason.of(e));
    }
    evict();
  }

  private void load() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder, 2)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(PART)) {
          Files.deleteIfExists(file);
        } else if (HASH.matcher(name).matches()) {
          add(name, Files.size(file), false);
        }
      }
    }
  }

  private Path path(String hash) {
    return folder.resolve(hash.substring(0, 2)).resolve(hash);
  }

  /** Returns true when an object is too large to be kept here. */
  boolean isTooLarge(long size) {
    return size > mostBytes / 4;
  }

  /** Returns true when an object is here. */
  boolean has(String hash) {
    synchronized (entries) {
      if (!entries.containsKey(hash)) {
        return false;
      }
    }
    return Files.isRegularFile(path(hash));
  }

  /** Opens an object that is here. */
  Optional<FileChannel> open(String hash, long size) throws IOException {
    Entry entry;
    synchronized (entries) {
      entry = entries.get(hash);
    }
    if (entry == null) {
      return Optional.empty();
    }
    try {
      if (!entry.verified() && !isWhole(hash)) {
        remove(hash);
        return Optional.empty();
      }
      FileChannel file = FileChannel.open(path(hash), StandardOpenOption.READ);
      if (file.size() != size) {
        file.close();
        remove(hash);
        return Optional.empty();
      }
      if (!entry.verified()) {
        add(hash, size, true);
      }
      return Optional.of(file);
    } catch (NoSuchFileException e) {
      remove(hash);
      return Optional.empty();
    }
  }

  private boolean isWhole(String hash) throws IOException {
    MessageDigest digest = ContentHash.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(path(hash)), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return ContentHash.text(digest.digest()).equals(hash);
  }

  /** Opens an object, which is fetched first when it is not here. */
  FileChannel fetch(String hash, long size, Source source) throws IOException {
    Optional<FileChannel> here = open(hash, size);
    if (here.isPresent()) {
      hits.increment();
      return here.get();
    }
    misses.increment();
    Object lock = fetching.computeIfAbsent(hash, key -> new Object());
    try {
      synchronized (lock) {
        Optional<FileChannel> fetched = open(hash, size);
        return fetched.isPresent() ? fetched.get() : bring(hash, source);
      }
    } finally {
      fetching.remove(hash, lock);
    }
  }

  private FileChannel bring(String hash, Source source) throws IOException {
    Path part = newPart(hash);
    try {
      source.copyTo(part);
      // Opened before it has its name: it may be evicted at once.
      FileChannel file = FileChannel.open(part, StandardOpenOption.READ);
      boolean kept = false;
      try {
        keep(hash, part, file.size());
        kept = true;
      } finally {
        if (!kept) {
          file.close();
        }
      }
      return file;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private Path newPart(String hash) throws IOException {
    LocalFolders.create(folder);
    Files.createDirectories(folder.resolve(hash.substring(0, 2)));
    return path(hash).resolveSibling(hash + "." + UUID.randomUUID() + PART);
  }

  private void keep(String hash, Path part, long size) throws IOException {
    Files.move(part, path(hash), StandardCopyOption.ATOMIC_MOVE);
    add(hash, size, true);
    evict();
  }

  /** Keeps an object that was just stored in the bucket; without it, it would be fetched. */
  void offer(String hash, byte[] content) {
    if (isTooLarge(content.length)) {
      return;
    }
    try {
      Path part = newPart(hash);
      try {
        Files.write(part, content);
        keep(hash, part, content.length);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      LOG.debug("cache event=not_kept", e);
    }
  }

  /** Keeps a file whose content was just stored in the bucket; the file itself stays. */
  void offer(String hash, Path file, long size) {
    if (isTooLarge(size)) {
      return;
    }
    try {
      Path part = newPart(hash);
      try {
        Files.copy(file, part);
        keep(hash, part, size);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      LOG.debug("cache event=not_kept", e);
    }
  }

  private void add(String hash, long size, boolean verified) {
    synchronized (entries) {
      Entry old = entries.put(hash, new Entry(size, verified));
      bytes += size - (old == null ? 0 : old.size());
    }
  }

  private void remove(String hash) {
    synchronized (entries) {
      Entry old = entries.remove(hash);
      bytes -= old == null ? 0 : old.size();
    }
  }

  private void evict() {
    List<String> evicted = new ArrayList<>();
    synchronized (entries) {
      Iterator<Map.Entry<String, Entry>> oldest = entries.entrySet().iterator();
      while (bytes > mostBytes && oldest.hasNext()) {
        Map.Entry<String, Entry> next = oldest.next();
        bytes -= next.getValue().size();
        evicted.add(next.getKey());
        oldest.remove();
      }
    }
    for (String hash : evicted) {
      try {
        Files.deleteIfExists(path(hash));
      } catch (IOException e) {
        LOG.warn("cache event=not_removed reason=\"{}\"", PlainReason.of(e));
      }
    }
  }

  /** Returns the number of bytes of all files. */
  public long bytes() {
    synchronized (entries) {
      return bytes;
    }
  }

  /** Returns how many objects were here when they were asked for. */
  public long hits() {
    return hits.sum();
  }

  /** Returns how many objects had to be fetched. */
  public long misses() {
    return misses.sum();
  }
}
