package dev.dalleserver.names;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A node of Ethereum that answers what a test says, in the forms in which nodes answer. */
public final class ScriptedNode implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MockWebServer server = new MockWebServer();
  private final AtomicReference<MockResponse> answer = new AtomicReference<>();
  private final List<JsonNode> calls = new ArrayList<>();

  public ScriptedNode() {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            try {
              JsonNode call = JSON.readTree(request.getBody().toByteArray());
              synchronized (calls) {
                calls.add(call);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return answer.get();
          }
        });
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return server.url("/v3/secret-key").toString();
  }

  /** The name has this address. */
  public ScriptedNode address(String address) {
    byte[] word = new byte[32];
    System.arraycopy(HexFormat.of().parseHex(address, 2, 42), 0, word, 12, 20);
    byte[] encoded = Abi.call(new byte[0], word);
    byte[] resolver = new byte[32];
    // bytes result, address resolver: the offset of the first counts both words.
    byte[] result = new byte[encoded.length + 32];
    System.arraycopy(Abi.word(64), 0, result, 0, 32);
    System.arraycopy(resolver, 0, result, 32, 32);
    System.arraycopy(encoded, 32, result, 64, encoded.length - 32);
    return json("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"" + Abi.hex(result) + "\"}");
  }

  /** The call reverts with these data. */
  public ScriptedNode revert(String data) {
    return json(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":3,\"message\":\"execution reverted\","
            + "\"data\":\""
            + data
            + "\"}}");
  }

  public ScriptedNode json(String text) {
    return answer(new MockResponse.Builder().body(text).build());
  }

  public ScriptedNode answer(MockResponse next) {
    answer.set(next);
    return this;
  }

  /** The calls so far. */
  public List<JsonNode> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
