package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Together;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;

/** A store of artifacts and what the contracts do with it. */
public abstract class ArtifactStoreHarness {
  protected static final SeriesName SIMPLE = SeriesName.parse("simple");
  protected static final ArtifactId PROMPT = id("simple", 1, ArtifactKind.PROMPT);
  protected static final ArtifactId PICTURE = id("simple", 1, ArtifactKind.GENERATED);
  protected static final BatchId BATCH = BatchId.of(1, "aaaaaaaaa");
  protected static final BatchId OTHER_BATCH = BatchId.of(2, "bbbbbbbbb");
  protected static final ReceivedName NAME = ReceivedName.of(key("simple", 1));
  protected static final ArtifactId RECEIVED = new ArtifactId.Received(NAME);

  protected ArtifactStore store;

  /** Opens a store in which nothing is stored. */
  protected abstract ArtifactStore open() throws Exception;

  /** Opens the same store as another process would after the end of this one. */
  protected abstract ArtifactStore reopen() throws Exception;

  /** Makes every write fail from now on, as a full disk does. */
  protected abstract void breakWrites() throws Exception;

  /** Undoes {@link #breakWrites}. */
  protected abstract void repairWrites() throws Exception;

  /** How often what may go wrong now and then is done. */
  protected int rounds() {
    return 40;
  }

  /** Lets a day pass for all that is stored, where the store keeps anything that long. */
  protected void letADayPass() throws Exception {}

  @BeforeEach
  void open_the_store() throws Exception {
    store = open();
  }

  protected interface Action {
    void run() throws Exception;
  }

  /** Runs both in threads of their own, from one moment on. */
  protected static void both(Action one, Action other) throws Exception {
    AtomicBoolean taken = new AtomicBoolean();
    try (Together two = new Together(2)) {
      two.call(
          () -> {
            (taken.compareAndSet(false, true) ? one : other).run();
            return null;
          });
    }
  }

  protected final StoredArtifact receive(String text) throws IOException {
    try (IncomingArtifact incoming = store.receive(NAME)) {
      incoming.write(text.getBytes(StandardCharsets.UTF_8));
      return incoming.complete();
    }
  }

  protected static PictureKey key(String series, int n) {
    return PictureKey.parse(series, String.format("0x%040x", n));
  }

  protected static ArtifactId.Picture id(String series, int n, ArtifactKind kind) {
    return ArtifactId.of(key(series, n), kind);
  }

  /** Large enough to be written in several pieces; its length depends on the letter. */
  protected static byte[] content(char letter) {
    byte[] bytes = new byte[200_000 + letter];
    Arrays.fill(bytes, (byte) letter);
    return bytes;
  }

  protected static void assertWhole(byte[] bytes) {
    Optional<Byte> first = bytes.length == 0 ? Optional.empty() : Optional.of(bytes[0]);
    assertThat(first).isPresent();
    assertThat(bytes).isEqualTo(content((char) first.get().byteValue()));
  }
}
