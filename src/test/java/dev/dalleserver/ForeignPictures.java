package dev.dalleserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.fakeprovider.FakePicture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/** Pictures that somebody else puts into a data directory, past the server. */
public final class ForeignPictures {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] PNG = FakePicture.png("16x20");

  private final Path output;

  public ForeignPictures(Path dataDir) {
    this.output = dataDir.resolve("output");
  }

  /** The n-th of many addresses. */
  public static String address(int n) {
    return String.format("0x%040x", n);
  }

  /** A picture of 16 by 20 pixels, last written at {@code time}. */
  public Path put(String series, String address, Instant time) {
    return put(series, "annotated", address + ".png", PNG, time);
  }

  /** Any file of a series, last written at {@code time}. */
  public Path put(String series, String kind, String name, byte[] content, Instant time) {
    try {
      Path file = output.resolve(series).resolve(kind).resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      Files.setLastModifiedTime(file, FileTime.from(time));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the picture's JSON says. */
  public void describe(String series, String address, Map<String, String> members) {
    ObjectNode dress = JSON.createObjectNode();
    members.forEach(dress::put);
    try {
      byte[] json = JSON.writeValueAsBytes(dress);
      put(series, "selector", address + ".json", json, Instant.now());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] png() {
    return PNG.clone();
  }
}
