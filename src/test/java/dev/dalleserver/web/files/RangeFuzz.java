package dev.dalleserver.web.files;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.dalleserver.TestServer;
import dev.dalleserver.web.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Conditional and range headers of a request for a file, over a socket. */
public final class RangeFuzz {
  private static final Set<Integer> EXPECTED = Set.of(200, 206, 304, 400, 412, 416);
  private static final String[] HEADERS = {
    "Range", "If-Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since"
  };
  private static final TestServer SERVER = start();

  private RangeFuzz() {}

  private static TestServer start() {
    try {
      Path dataDir = Files.createTempDirectory("ranges");
      Path file = dataDir.resolve("output/simple/prompt/some.txt");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "0123456789");
      return TestServer.in(dataDir).with("--log-level", "error").start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(FuzzedDataProvider data) {
    StringBuilder request = new StringBuilder("GET /files/simple/prompt/some.txt HTTP/1.1\r\n");
    request.append("Host: localhost\r\nConnection: close\r\n");
    for (int left = data.consumeInt(1, 2); left > 0; left--) {
      String value = data.consumeAsciiString(60).replaceAll("[\r\n\0]", ",");
      request.append(data.pickValue(HEADERS)).append(": ").append(value).append("\r\n");
    }
    int status = RawHttp.exchange(SERVER.port(), request + "\r\n").status();
    if (!EXPECTED.contains(status)) {
      throw new AssertionError(status + " for " + request);
    }
  }
}
