package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.batches.ScriptedProvider;
import dev.dalleserver.fixtures.TestResponse;
import java.io.DataInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StreamedPicturesTest {
  private static final int PICTURE = 4 << 20;
  private static final long MOST = 8 << 20;

  @TempDir Path dataDir;

  @Test
  void five_large_pictures_in_one_answer_hardly_raise_the_heap() throws Exception {
    ScriptedProvider provider = new ScriptedProvider().heavier(PICTURE);
    try (TestServer server = TestServer.in(dataDir).provider(provider).start()) {
      String path = complete(server);
      long before = usedHeap();
      try (Socket socket = new Socket("127.0.0.1", server.port())) {
        String request =
            "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        InputStream in = socket.getInputStream();
        // In the middle of the third picture the server stands still, and can be looked at.
        new DataInputStream(in).skipNBytes(14L << 20);
        long during = usedHeap();
        System.out.printf("five pictures: %.1f MB more%n", (during - before) / 1e6);
        assertThat(during - before).isLessThan(MOST);
        long rest = in.transferTo(java.io.OutputStream.nullOutputStream());
        assertThat(rest).isGreaterThan(12L << 20);
      }
    }
  }

  private static String complete(TestServer server) {
    TestResponse created =
        server.sendJson("POST", "/v1/images/generations", "{\"prompt\":\"a fox\",\"count\":5}");
    String path = created.header("Location");
    JsonNode state = server.get(path + "?images=url").json();
    while (!state.path("status").asText().equals("complete")) {
      state = server.get(path + "?images=url&wait=5").json();
    }
    return path;
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
