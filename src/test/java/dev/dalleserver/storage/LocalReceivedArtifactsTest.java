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
  protected ArtifactStore open() throws Exception {
    fixture = new LocalFixture(folder, elsewhere);
    return fixture.open();
  }

  @Override
  protected ArtifactStore reopen() throws Exception {
    return fixture.reopen();
  }

  @Override
  protected void breakWrites() throws Exception {
    fixture.breakWrites();
  }

  @Override
  protected void repairWrites() throws Exception {
    fixture.repairWrites();
  }

  @AfterEach
  void nothing_half_written_is_left() throws Exception {
    assertThat(folder.resolve(".tmp")).isEmptyDirectory();
    fixture.close();
  }
}
