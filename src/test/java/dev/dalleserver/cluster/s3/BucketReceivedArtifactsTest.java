package dev.dalleserver.cluster.s3;

import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.ReceivedArtifactContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class BucketReceivedArtifactsTest extends ReceivedArtifactContract {
  @TempDir private static Path folder;
  private static BucketFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    fixture = new BucketFixture(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    fixture.close();
  }

  @Override
  protected ArtifactStore open() throws Exception {
    fixture.reset();
    return fixture.open("one");
  }

  @Override
  protected ArtifactStore reopen() {
    return fixture.open("one");
  }

  @Override
  protected int rounds() {
    return 12;
  }

  @Override
  protected void breakWrites() {
    fixture.link().cut();
  }

  @Override
  protected void repairWrites() {
    fixture.link().restore();
  }

  @Override
  protected void letADayPass() {
    fixture.letADayPass();
  }
}
