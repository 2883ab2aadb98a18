package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.picture.ArtifactId;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalArtifactTest {
  @TempDir Path folder;

  @Test
  void one_that_goes_away_while_it_is_opened_leaves_nothing_open() throws Exception {
    Path path = Files.write(folder.resolve("a.png"), new byte[9]);
    List<FileChannel> opened = new ArrayList<>();
    LocalArtifact file =
        LocalArtifact.read(
            asked -> {
              FileChannel channel = FileChannel.open(asked);
              opened.add(channel);
              Files.delete(asked);
              return channel;
            },
            new ArtifactId.OperatorFile("a.png"),
            path);

    assertThatThrownBy(file::open).isInstanceOf(NoSuchFileException.class);

    assertThat(opened).singleElement().matches(channel -> !channel.isOpen());
  }
}
