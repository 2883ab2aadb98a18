package dev.dalleserver.names;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/** A node of Ethereum by JSON-RPC over HTTP. */
final class JsonRpcNode implements EthereumNode {
  private static final MediaType JSON = MediaType.get("application/json");

  private final HttpCalls calls;
  private final URI url;

  JsonRpcNode(OkHttpClient client, URI url, NameLimits limits) {
    this.calls = new HttpCalls(client, limits.callTimeout());
    this.url = url;
  }

  @Override
  public Outcome call(String to, byte[] data) throws NameLookupException {
    HttpCalls.Answer answer;
    try {
      byte[] body =
          HttpCalls.encode(
              Map.of(
                  "jsonrpc",
                  "2.0",
                  "id",
                  1,
                  "method",
                  "eth_call",
                  "params",
                  List.of(Map.of("to", to, "data", Abi.hex(data)), "latest")));
      answer =
          calls.send(
              new Request.Builder()
                  .url(url.toString())
                  .post(RequestBody.create(body, JSON))
                  .build());
    } catch (IOException | IllegalArgumentException e) {
      throw new NameLookupException(
          "the Ethereum node cannot be reached, or does not answer in time");
    }
    return outcome(answer);
  }

  private static Outcome outcome(HttpCalls.Answer answer) throws NameLookupException {
    JsonNode json = answer.json();
    try {
      if (json.path("result").isTextual()) {
        return new Outcome(false, HttpCalls.bytes(json.path("result").asText()));
      }
      String data = revertData(json.path("error").path("data"));
      if (!data.isEmpty()) {
        return new Outcome(true, HttpCalls.bytes(data));
      }
    } catch (IllegalArgumentException e) {
      throw new NameLookupException("the Ethereum node answers something else than hex digits");
    }
    if (json.path("error").isObject()) {
      int code = json.path("error").path("code").asInt();
      // The message may repeat the request, and the node's URL with its key.
      throw new NameLookupException("the Ethereum node refuses the call: error " + code);
    }
    throw new NameLookupException(
        "the Ethereum node does not answer by JSON-RPC: status " + answer.status());
  }

  /** Nodes put the data of a revert at several places; some have a word before it. */
  private static String revertData(JsonNode data) {
    JsonNode plain = data.isObject() ? data.path("data") : data;
    if (!plain.isTextual()) {
      return "";
    }
    int start = plain.asText().indexOf("0x");
    return start < 0 ? "" : plain.asText().substring(start);
  }
}
