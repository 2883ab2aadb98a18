package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.web.files.FilePermits;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.wire.BatchJson;
import dev.dalleserver.wire.JsonEncoder;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesSourceTest {
  @TempDir Path folder;
  private final MemoryBudget memory = new MemoryBudget(1_000_000);
  private final FilePermits permits = new FilePermits(10);

  private PicturesSource source() {
    return new PicturesSource(
        permits, memory.tryReserve(MemoryUse.RESPONSES, PicturesSource.HELD_BYTES).orElseThrow());
  }

  private static void write(OutputStream out, BatchJson.Pictures pictures, int count)
      throws java.io.IOException {
    try (JsonGenerator json = JsonEncoder.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("images");
      for (int n = 0; n < count; n++) {
        json.writeStartObject();
        json.writeFieldName("image");
        pictures.write(json, n);
        json.writeStringField("name", "\u00e4 \"quoted\" text []");
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  @Test
  void pictures_of_every_length_come_whole_and_the_length_is_known_beforehand() throws Exception {
    int[] sizes = {0, 1, 2, 3, 12_287, 12_288, 12_289, 24_576, 40_001};
    List<byte[]> contents = new ArrayList<>();
    for (int n = 0; n < sizes.length; n++) {
      byte[] content = new byte[sizes[n]];
      new Random(n).nextBytes(content);
      Files.write(folder.resolve("" + n), content);
      contents.add(content);
    }
    PicturesSource source = source();
    source.open(sizes.length, n -> ArtifactContent.of(FileChannel.open(folder.resolve("" + n))));
    source.frame((out, pictures) -> write(out, pictures, sizes.length));
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    while (source.hasMore()) {
      ByteBuffer piece = source.next();
      assertThat(piece.remaining()).isPositive();
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      sent.writeBytes(bytes);
    }
    assertThat(sent.size()).isEqualTo(source.length());
    JsonNode images = JsonEncoder.mapper().readTree(sent.toByteArray()).path("images");
    for (int n = 0; n < sizes.length; n++) {
      assertThat(images.get(n).path("image").binaryValue()).isEqualTo(contents.get(n));
      assertThat(images.get(n).path("name").asText()).isEqualTo("\u00e4 \"quoted\" text []");
    }
    source.release();
    assertThat(memory.reserved(MemoryUse.RESPONSES)).isZero();
    permits.acquire(10);
  }

  @Test
  void one_that_is_gone_leaves_nothing_taken() throws Exception {
    Files.write(folder.resolve("0"), new byte[9]);
    PicturesSource source = source();
    assertThatThrownBy(
            () -> source.open(2, n -> ArtifactContent.of(FileChannel.open(folder.resolve("" + n)))))
        .isInstanceOf(NoSuchFileException.class);
    source.release();
    assertThat(memory.reserved(MemoryUse.RESPONSES)).isZero();
    permits.acquire(10);
  }

  @Test
  void more_files_than_permits_are_refused() {
    PicturesSource source = source();
    assertThatThrownBy(
            () ->
                source.open(11, n -> ArtifactContent.of(FileChannel.open(folder.resolve("" + n)))))
        .isInstanceOf(ApiError.class);
    source.release();
    permits.acquire(10);
  }
}
