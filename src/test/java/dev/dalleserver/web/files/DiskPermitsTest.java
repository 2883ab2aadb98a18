package dev.dalleserver.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.BodySender;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are too large for the memory, more often than there are permits to read them. */
@Timeout(120)
class DiskPermitsTest {
  private static final int MORE_THAN_PERMITS = FileAnswer.MAX_FROM_DISK + 10;
  private static final int TOO_LARGE_FOR_MEMORY = 9 << 20;

  @TempDir Path dataDir;
  private DataDirectory directory;
  private Path file;
  private Javalin app;
  private TestClient client;

  /** An action on the file between its lookup and its opening. */
  private volatile Runnable meanwhile = () -> {};

  @BeforeEach
  void start() throws Exception {
    directory = DataDirectory.open(dataDir);
    file = directory.layout().output().resolve("large.bin");
    put();
    FileAnswer answer = new FileAnswer(new LocalArtifacts(new FileStore(directory)));
    app =
        Javalin.create(
                config -> {
                  BodySender.register(config, MemoryBudget.ofThisHeap());
                  config.routes.get("/file", ctx -> answerWith(answer, ctx));
                  config.routes.exception(
                      ApiError.class, (refusal, ctx) -> ctx.status(refusal.status()));
                })
            .start("127.0.0.1", 0);
    client = TestClient.ofOther(URI.create("http://127.0.0.1:" + app.port()));
  }

  private void answerWith(FileAnswer answer, Context ctx) {
    ServedFile found = answer.find(new ArtifactId.OperatorFile("output/large.bin")).orElseThrow();
    meanwhile.run();
    answer.send(ctx, found);
  }

  @AfterEach
  void stop() throws Exception {
    app.stop();
    directory.close();
  }

  /** Without content, so that it takes no room on the disk. */
  private void put() {
    try {
      Path fresh = dataDir.resolve("fresh");
      try (RandomAccessFile content = new RandomAccessFile(fresh.toFile(), "rw")) {
        content.setLength(TOO_LARGE_FOR_MEMORY);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void remove() {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertIsSent() {
    meanwhile = () -> {};
    put();
    TestResponse response = client.send("GET", "/file");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).hasSize(TOO_LARGE_FOR_MEMORY);
  }

  @Test
  void one_that_is_gone_when_it_is_opened() {
    meanwhile = this::remove;
    for (int i = 0; i < MORE_THAN_PERMITS; i++) {
      put();
      assertThat(client.send("GET", "/file").status()).isEqualTo(404);
    }
    assertIsSent();
  }

  @Test
  void one_that_is_replaced_again_and_again_while_it_is_opened() {
    meanwhile = this::put;
    for (int i = 0; i < MORE_THAN_PERMITS; i++) {
      assertThat(client.send("GET", "/file", "Range", "bytes=0-99").status()).isEqualTo(206);
    }
    assertIsSent();
  }

  @Test
  void one_whose_reader_goes_away_in_the_midst_of_it() throws Exception {
    for (int i = 0; i < MORE_THAN_PERMITS; i++) {
      try (Socket socket = new Socket()) {
        socket.setReceiveBufferSize(4096);
        // Closing breaks the connection off.
        socket.setSoLinger(true, 0);
        socket.connect(new InetSocketAddress("127.0.0.1", app.port()));
        socket
            .getOutputStream()
            .write("GET /file HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
    }
    // The server may notice a little later that they are gone.
    Waiting.until(() -> client.send("GET", "/file", "Range", "bytes=0-70000").status() == 206);
    assertIsSent();
  }
}
