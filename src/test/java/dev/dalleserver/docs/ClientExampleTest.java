package dev.dalleserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dalleserver.TestServer;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The examples that people copy into their programs recognize failures. */
@DisabledOnOs(OS.WINDOWS)
class ClientExampleTest {
  /** So that no example can miss the end of a run, however busy the machine is. */
  private static final String[] LONG_HOLD = {"--failure-hold", "1h"};

  private static final Map<String, String> SOON = Map.of("Retry-After", "1");
  private static final Map<String, String> PNG = Map.of("Content-Type", "image/png");

  private static final String REFUSAL =
      """
      {"success":false,"error":{"code":"ANY","message":"used up for today","details":""}}\
      """;

  private static final String DONE =
      """
      {"currentPhase":"completed","percent":100,"done":true,"error":"","errorCode":"",\
      "cancelled":false,"dalleDress":{"titlePrompt":"A Title","annotatedPath":"a.png"}}\
      """;

  /** Both of what begins a batch and of what asks for it. */
  private static final String BATCH =
      """
      {"id":"any","status":"complete","result":{"images":[]}}\
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void says_that_a_run_failed(ClientExample example) throws Exception {
    try (FakeProvider provider =
            new FakeProvider(0, Map.of("status", "400", "message", "that is not nice"));
        TestServer server = server().remote(provider.baseUrl()).with(LONG_HOLD).start()) {
      failsWith("that is not nice", example, start(example, server.port(), TestServer.ADDRESS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void says_that_a_run_was_cancelled(ClientExample example) throws Exception {
    try (TestServer server = server().with(LONG_HOLD).start()) {
      server.painter().hold();
      ClientExample.Run run = start(example, server.port(), TestServer.ADDRESS);
      Waiting.untilAsserted(
          () ->
              assertThat(server.send("DELETE", "/dalle/simple/" + TestServer.ADDRESS).status())
                  .as(run.said())
                  .isEqualTo(200));

      failsWith("cancelled", example, run);
    }
  }

  @ParameterizedTest
  @EnumSource
  void says_that_an_address_is_none(ClientExample example) throws Exception {
    try (TestServer server = server().start()) {
      failsWith("address", example, start(example, server.port(), "0x12"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void says_that_nobody_listens(ClientExample example) throws Exception {
    try (Socket deaf = new Socket()) {
      // The port is bound, so that no other program can listen there, but not listened on.
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

      failsWith("127.0.0.1", example, start(example, deaf.getLocalPort(), TestServer.ADDRESS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void does_not_wait_until_midnight(ClientExample example) throws Exception {
    try (Stub stub = new Stub()) {
      stub.answer("/dalle/", 429, Map.of("Retry-After", "80000"), REFUSAL);

      failsWith("used up for today", example, start(example, stub.port(), TestServer.ADDRESS));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "README")
  void comes_back_when_the_server_is_busy(ClientExample example) throws Exception {
    try (Stub stub = new Stub()) {
      AtomicInteger asked = new AtomicInteger();
      stub.server.createContext(
          "/dalle/",
          exchange -> {
            switch (asked.incrementAndGet()) {
              case 1 -> Stub.send(exchange, 429, SOON, REFUSAL);
              case 2 -> Stub.send(exchange, 503, SOON, REFUSAL);
              default -> Stub.send(exchange, 200, PNG, isDone(exchange));
            }
          });
      stub.answer("/v1/images/generations", 200, Map.of(), BATCH);

      ClientExample.Run run = start(example, stub.port(), TestServer.ADDRESS);

      assertThat(run.exitCode()).as(run.said()).isZero();
      assertThat(asked).hasValueGreaterThan(2);
    }
  }

  private static String isDone(HttpExchange exchange) {
    boolean pushed = exchange.getRequestURI().getPath().endsWith("/events");
    return pushed ? "event: done\ndata: " + DONE + "\n\n" : DONE;
  }

  @Test
  void opens_a_stream_anew_that_was_cut_off() throws Exception {
    try (Stub stub = new Stub()) {
      AtomicInteger opened = new AtomicInteger();
      stub.server.createContext(
          "/dalle/simple/" + TestServer.ADDRESS + "/events",
          exchange -> {
            String snapshot = "event: snapshot\ndata: " + DONE.replace("true", "false") + "\n\n";
            String end = opened.incrementAndGet() == 1 ? "" : "event: done\ndata: " + DONE + "\n\n";
            Stub.send(exchange, 200, Map.of(), snapshot + end);
          });
      stub.answer("/dalle/", 200, PNG, "a picture");

      ClientExample.Run run = start(ClientExample.JAVASCRIPT, stub.port(), TestServer.ADDRESS);

      assertThat(run.exitCode()).as(run.said()).isZero();
      assertThat(run.said()).contains("A Title", "image/png true");
      assertThat(opened).hasValue(2);
    }
  }

  private TestServer.Builder server() {
    return TestServer.in(folder.resolve("data"));
  }

  private ClientExample.Run start(ClientExample example, int port, String address)
      throws IOException {
    Path place = Files.createDirectories(folder.resolve("client"));
    return example.start(place, port, "simple", address);
  }

  private void failsWith(String message, ClientExample example, ClientExample.Run run)
      throws Exception {
    assertThat(run.exitCode()).as(run.said()).isNotZero();
    assertThat(run.said()).as(example.toString()).contains(message).doesNotContain("Traceback");
    assertThat(folder.resolve("client").resolve(ClientExample.PICTURE)).doesNotExist();
  }

  /** A server that gives scripted answers. */
  private static final class Stub implements AutoCloseable {
    final HttpServer server;

    Stub() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    void answer(String path, int status, Map<String, String> headers, String body) {
      server.createContext(path, exchange -> send(exchange, status, headers, body));
    }

    static void send(HttpExchange exchange, int status, Map<String, String> headers, String body)
        throws IOException {
      try (exchange) {
        headers.forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
