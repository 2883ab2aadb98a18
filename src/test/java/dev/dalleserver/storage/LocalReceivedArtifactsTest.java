package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LocalReceivedArtifactsTest extends ReceivedArtifactContract {
  @TempDir private Path folder;
  @TempDir private Path elsewhere;
  private LocalFixture fixture;

  @Override
  ArtifactStore open() throws Exception {
    fixture = new LocalFixture(folder, elsewhere);
    return fixture.open();
  }

  @Override
  ArtifactStore reopen() throws Exception {
    return fixture.reopen();
  }

  @Override
  void breakWrites() throws Exception {
    fixture.breakWrites();
  }

  @Override
  void repairWrites() throws Exception {
    fixture.repairWrites();
  }

  @AfterEach
  void nothing_half_written_is_left() throws Exception {
    assertThat(folder.resolve(".tmp")).isEmptyDirectory();
    fixture.close();
  }
}
