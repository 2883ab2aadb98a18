package dev.dalleserver.pictures;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.IncomingArtifact;
import dev.dalleserver.storage.StoredArtifact;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store for pictures that a paid provider sends: the bytes go to disk as they arrive, are
 * forced and renamed after the last one, and only then decoded. When the process is killed after
 * that, the next one finds them and does not pay twice. One instance for each data directory.
 * Thread-safe.
 */
public final class ReceivedPictures {
  /** The most bytes that a received picture may have. */
  public static final int MAX_BYTES = 32 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(ReceivedPictures.class);

  /** How many of the files that were set aside under one name are tried again. */
  private static final int MAX_SET_ASIDE = 4;

  private static final int MAX_REMEMBERED = 10_000;

  private final ArtifactStore store;
  private final Clock clock;

  /** Versions of files in {@code set-aside/} that this process has tried in vain. */
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  /**
   * @param clock the wall clock, for names under {@code set-aside/}
   */
  public ReceivedPictures(ArtifactStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The received bytes could not be written to disk, or not be read from it. */
  public static final class NotKeptException extends IOException {
    private static final long serialVersionUID = 1L;

    private NotKeptException(String reason, IOException cause) {
      super(reason, cause);
    }
  }

  /**
   * A stream that receives one picture. Closing discards it, unless it was completed. Confined to
   * one thread.
   */
  public final class Incoming extends OutputStream {
    private final ReceivedName name;
    private final IncomingArtifact file;

    private Incoming(ReceivedName name, IncomingArtifact file) {
      this.name = name;
      this.file = file;
    }

    @Override
    public void write(int value) throws NotKeptException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws NotKeptException {
      try {
        file.write(source, offset, length);
      } catch (IOException e) {
        throw notKept(e);
      }
    }

    /** Returns the number of bytes received so far. */
    public long size() {
      return file.size();
    }

    /** Marks the picture as received whole: when this returns, no crash loses it. */
    public Received complete() throws NotKeptException {
      try {
        return new Received(name, file.complete());
      } catch (IOException e) {
        throw notKept(e);
      }
    }

    @Override
    public void close() throws NotKeptException {
      try {
        file.close();
      } catch (IOException e) {
        throw notKept(e);
      }
    }
  }

  /** A picture that was received whole, and is not decoded yet. */
  public final class Received implements EncodedPicture {
    private final ReceivedName name;
    private final StoredArtifact file;

    private Received(ReceivedName name, StoredArtifact file) {
      this.name = name;
      this.file = file;
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public InputStream open() throws IOException {
      return file.openStream();
    }

    /** Returns when its last byte was received. */
    public Instant receivedAt() {
      return file.modifiedAt();
    }

    /** Returns true when it was stored, set aside or replaced by a later one meanwhile. */
    public boolean isGone() {
      try {
        return store.refresh(file).filter(file::equals).isEmpty();
      } catch (IOException e) {
        return true;
      }
    }
  }

  /** Begins to receive a picture. */
  public Incoming begin(ReceivedName name) throws NotKeptException {
    try {
      return new Incoming(name, store.receive(name));
    } catch (IOException e) {
      throw notKept(e);
    }
  }

  /** Finds the picture that was received under that name and is not stored yet. */
  public Optional<Received> find(ReceivedName name) {
    try {
      return store.find(new ArtifactId.Received(name)).map(file -> new Received(name, file));
    } catch (IOException e) {
      // It cannot be read now: the caller goes on as if there were none.
      return Optional.empty();
    }
  }

  /**
   * Finds what was set aside under that name and may be a picture that this version of the server
   * can decode, the last one first.
   *
   * @param since when the picture's words were made: what came before belongs to other words
   */
  public List<Received> findSetAside(ReceivedName name, Instant since) {
    try {
      return store.listSetAside(new ArtifactId.Received(name), MAX_SET_ASIDE).stream()
          .filter(file -> !file.modifiedAt().isBefore(since))
          .filter(file -> !unreadable.contains(file.version()))
          .map(file -> new Received(name, file))
          .toList();
    } catch (IOException e) {
      LOG.warn("received={} event=not_found reason=\"{}\"", name.text(), store.describe(e));
      return List.of();
    }
  }

  /** Remembers, until the process ends, that a picture in {@code set-aside/} cannot be decoded. */
  public void markUnreadable(Received setAside) {
    if (unreadable.size() >= MAX_REMEMBERED) {
      unreadable.clear();
    }
    unreadable.add(setAside.file.version());
  }

  /**
   * Deletes the received bytes of a picture that is stored now. Bytes that were received later
   * under its name stay. A failure is logged.
   */
  public void delete(Received picture) {
    try {
      store.delete(picture.file);
    } catch (IOException e) {
      LOG.warn(
          "received={} event=not_removed reason=\"{}\"", picture.name.text(), store.describe(e));
    }
  }

  /** Deletes the bytes received under a name that no other run uses. A failure is logged. */
  public void delete(ReceivedName name) {
    find(name).ifPresent(this::delete);
  }

  /**
   * Moves a picture that cannot be used to {@code set-aside/}, and logs that.
   *
   * @param reason what it is, or what is wrong with it
   * @return where it is now, relative to the data directory; empty when it is gone, or could not be
   *     moved
   */
  public Optional<String> setAside(Received picture, String reason) {
    String name = picture.name.text();
    try {
      Optional<String> aside = store.setAside(picture.file, clock.millis());
      aside.ifPresent(
          where ->
              LOG.warn(
                  "received={} event=set_aside file={} bytes={} reason=\"{}\"",
                  name,
                  where,
                  picture.size(),
                  reason));
      return aside;
    } catch (IOException e) {
      LOG.warn("received={} event=not_set_aside reason=\"{}\"", name, store.describe(e));
      return Optional.empty();
    }
  }

  /**
   * Keeps bytes in {@code set-aside/} that were received under a name and are no picture, and logs
   * that.
   *
   * @return where they are, relative to the data directory; empty when they could not be stored
   */
  public Optional<String> keepAside(ReceivedName name, byte[] bytes, String reason) {
    try (Incoming incoming = begin(name)) {
      incoming.write(bytes, 0, bytes.length);
      return setAside(incoming.complete(), reason);
    } catch (NotKeptException e) {
      LOG.warn("received={} event=not_set_aside reason=\"{}\"", name.text(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Sets the picture aside that was received under a name. */
  Optional<String> setAside(ReceivedName name, String reason) {
    return find(name).flatMap(picture -> setAside(picture, reason));
  }

  /** Describes an error of the disk for clients. */
  public String describe(IOException fault) {
    return store.describe(fault);
  }

  /**
   * Checks, before a picture is paid for, that there is room to receive it.
   *
   * @throws IOException when there is not
   */
  void requireRoom(long bytes) throws IOException {
    store.requireRoomToReceive(bytes);
  }

  /**
   * Removes, when the server starts, files that are not whole and those of batches, which do not
   * survive a restart. Whole pictures of addresses stay for the next request for them.
   *
   * @throws IOException when the folder cannot be read
   */
  public void removeLeftovers() throws IOException {
    int kept = store.removeReceived(name -> !ReceivedName.survivesRestart(name));
    if (kept > 0) {
      LOG.info("received event=kept pictures={}", kept);
    }
  }

  private NotKeptException notKept(IOException fault) {
    return new NotKeptException(store.describe(fault), fault);
  }
}
