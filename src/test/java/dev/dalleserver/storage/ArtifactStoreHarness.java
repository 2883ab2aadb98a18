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
abstract class ArtifactStoreHarness {
  static final int ROUNDS = 40;
  static final SeriesName SIMPLE = SeriesName.parse("simple");
  static final ArtifactId PROMPT = id("simple", 1, ArtifactKind.PROMPT);
  static final ArtifactId PICTURE = id("simple", 1, ArtifactKind.GENERATED);
  static final BatchId BATCH = BatchId.of(1, "aaaaaaaaa");
  static final BatchId OTHER_BATCH = BatchId.of(2, "bbbbbbbbb");
  static final ReceivedName NAME = ReceivedName.of(key("simple", 1));
  static final ArtifactId RECEIVED = new ArtifactId.Received(NAME);

  ArtifactStore store;

  /** Opens a store in which nothing is stored. */
  abstract ArtifactStore open() throws Exception;

  /** Opens the same store as another process would after the end of this one. */
  abstract ArtifactStore reopen() throws Exception;

  /** Makes every write fail from now on, as a full disk does. */
  abstract void breakWrites() throws Exception;

  /** Undoes {@link #breakWrites}. */
  abstract void repairWrites() throws Exception;

  @BeforeEach
  void open_the_store() throws Exception {
    store = open();
  }

  interface Action {
    void run() throws Exception;
  }

  /** Runs both in threads of their own, from one moment on. */
  static void both(Action one, Action other) throws Exception {
    AtomicBoolean taken = new AtomicBoolean();
    try (Together two = new Together(2)) {
      two.call(
          () -> {
            (taken.compareAndSet(false, true) ? one : other).run();
            return null;
          });
    }
  }

  final StoredArtifact receive(String text) throws IOException {
    try (IncomingArtifact incoming = store.receive(NAME)) {
      incoming.write(text.getBytes(StandardCharsets.UTF_8));
      return incoming.complete();
    }
  }

  static PictureKey key(String series, int n) {
    return PictureKey.parse(series, String.format("0x%040x", n));
  }

  static ArtifactId.Picture id(String series, int n, ArtifactKind kind) {
    return ArtifactId.of(key(series, n), kind);
  }

  /** Large enough to be written in several pieces; its length depends on the letter. */
  static byte[] content(char letter) {
    byte[] bytes = new byte[200_000 + letter];
    Arrays.fill(bytes, (byte) letter);
    return bytes;
  }

  static void assertWhole(byte[] bytes) {
    Optional<Byte> first = bytes.length == 0 ? Optional.empty() : Optional.of(bytes[0]);
    assertThat(first).isPresent();
    assertThat(bytes).isEqualTo(content((char) first.get().byteValue()));
  }
}
