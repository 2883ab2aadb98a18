package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactKind;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes one file over and over with two contents in turn, until it is killed. */
final class RestlessWriter {
  static final int LENGTH = 300_000;

  private RestlessWriter() {}

  static Path target(DataLayout tree) {
    return tree.artifact(ArtifactKind.GENERATED, "simple", "picture");
  }

  /** One of the two contents: a single byte, many times. */
  static byte[] content(int turn) {
    byte[] content = new byte[LENGTH];
    Arrays.fill(content, (byte) (turn % 2 == 0 ? 'a' : 'b'));
    return content;
  }

  public static void main(String[] args) throws Exception {
    try (DataDirectory directory = DataDirectory.open(Path.of(args[0]))) {
      FileStore store = new FileStore(directory);
      for (int turn = 0; ; turn++) {
        store.write(target(store.layout()), content(turn));
        if (turn == 0) {
          System.out.println("writing");
        }
      }
    }
  }
}
