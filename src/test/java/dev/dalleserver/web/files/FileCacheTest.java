package dev.dalleserver.web.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import dev.dalleserver.storage.StoredArtifact;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache of files outside the heap, of four blocks. */
class FileCacheTest {
  private static final int BLOCK = FileCache.BLOCK_BYTES;

  @TempDir Path folder;
  private final FileCache memory = new FileCache(4 * BLOCK);
  private DataDirectory directory;
  private ArtifactStore store;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    store = new LocalArtifacts(new FileStore(directory));
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  private ServedFile find(String name) throws Exception {
    return new ServedFile(
        store.find(new ArtifactId.OperatorFile("output/" + name)).orElseThrow(), new ContentTags());
  }

  private Path path(ServedFile file) {
    return folder.resolve(file.id().path());
  }

  private ServedFile file(String name, int size) throws Exception {
    byte[] content = new byte[size];
    new Random(name.hashCode()).nextBytes(content);
    Files.write(folder.resolve("output").resolve(name), content);
    return find(name);
  }

  private FileCache.CachedFile take(ServedFile file) throws Exception {
    return Objects.requireNonNull(memory.getOrLoad(file));
  }

  @Test
  void a_file_that_was_read_is_here() throws Exception {
    ServedFile one = file("one", BLOCK + 10);
    assertThat(memory.getIfCached(one)).isNull();
    take(one).release();
    FileCache.CachedFile kept = Objects.requireNonNull(memory.getIfCached(one));
    byte[] end = new byte[10];
    kept.part(BLOCK, 10).get(end);
    byte[] all = Files.readAllBytes(path(one));
    assertThat(ByteBuffer.wrap(end)).isEqualTo(ByteBuffer.wrap(all, BLOCK, 10));
  }

  @Test
  void the_one_that_nobody_asked_for_the_longest_makes_room() throws Exception {
    ServedFile one = file("one", 2 * BLOCK);
    ServedFile two = file("two", 2 * BLOCK);
    take(one).release();
    take(two).release();
    take(one).release();
    take(file("three", BLOCK)).release();
    assertThat(memory.getIfCached(two)).isNull();
    assertThat(memory.getIfCached(one)).isNotNull();
  }

  @Test
  void what_is_being_sent_stays_and_others_find_no_room() throws Exception {
    ServedFile one = file("one", 2 * BLOCK);
    ServedFile two = file("two", 2 * BLOCK);
    FileCache.CachedFile first = take(one);
    take(two);
    ServedFile three = file("three", BLOCK);
    assertThat(memory.getOrLoad(three)).isNull();
    first.release();
    assertThat(memory.getOrLoad(three)).isNotNull();
  }

  @Test
  void a_file_lies_in_one_piece_whatever_must_go_for_it() throws Exception {
    ServedFile one = file("one", BLOCK);
    ServedFile two = file("two", BLOCK);
    ServedFile three = file("three", BLOCK);
    ServedFile four = file("four", 1);
    for (ServedFile file : new ServedFile[] {one, two, three, four}) {
      take(file).release();
    }
    take(two).release();
    // The eldest is the first, whose neighbour was asked for lately; the third and fourth follow.
    ServedFile large = file("large", 2 * BLOCK);
    ByteBuffer whole = take(large).part(0, 2 * BLOCK);
    assertThat(whole).isEqualTo(ByteBuffer.wrap(Files.readAllBytes(path(large))));
    assertThat(memory.getIfCached(two)).isNotNull();
    assertThat(memory.getIfCached(one)).isNull();
    assertThat(memory.getIfCached(three)).isNull();
    assertThat(memory.getIfCached(four)).isNull();
  }

  @Test
  void one_file_never_takes_more_than_half() throws Exception {
    assertThat(memory.getOrLoad(file("large", 2 * BLOCK + 1))).isNull();
    assertThat(memory.getOrLoad(file("half", 2 * BLOCK))).isNotNull();
  }

  @Test
  void a_replaced_file_gives_its_room_back_when_the_last_sending_is_over() throws Exception {
    FileCache.CachedFile old = take(file("one", 2 * BLOCK));
    ServedFile fresh = file("two", 2 * BLOCK);
    Files.move(path(fresh), folder.resolve("output/one"), StandardCopyOption.ATOMIC_MOVE);
    ServedFile now = find("one");
    take(now).release();
    ServedFile third = file("three", 2 * BLOCK);
    old.release();
    take(third);
    assertThat(memory.getIfCached(now)).isNotNull();
  }

  @Test
  void a_file_that_is_another_by_now_is_not_read() throws Exception {
    ServedFile one = file("one", BLOCK);
    Files.move(path(file("two", BLOCK)), path(one), StandardCopyOption.ATOMIC_MOVE);
    assertThatThrownBy(() -> memory.getOrLoad(one))
        .isInstanceOf(StoredArtifact.ReplacedException.class);
    assertThat(memory.getOrLoad(file("three", 2 * BLOCK))).isNotNull();
    assertThat(memory.getOrLoad(file("four", 2 * BLOCK))).isNotNull();
  }

  @Test
  void a_file_that_cannot_be_read_takes_no_room() throws Exception {
    ServedFile gone = file("gone", 2 * BLOCK);
    Files.delete(path(gone));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> memory.getOrLoad(gone)).isInstanceOf(java.io.IOException.class);
    }
    FileCache.CachedFile one = take(file("one", 2 * BLOCK));
    assertThat(memory.getOrLoad(file("two", 2 * BLOCK))).isNotNull();
    one.release();
  }
}
