package dev.dalleserver.names;

import dev.dalleserver.outbound.ForbiddenAddressException;
import dev.dalleserver.outbound.UrlRules;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Gateways over HTTP, within the rules for URLs that a stranger has chosen. */
final class HttpGateway implements Gateway {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final int MAX_URL_LENGTH = 16 * 1024;

  private final HttpCalls calls;
  private final UrlRules rules;

  HttpGateway(HttpCalls calls, UrlRules rules) {
    this.calls = calls;
    this.rules = rules;
  }

  /** Creates gateways whose names lead to public addresses only. */
  static HttpGateway of(OkHttpClient client, UrlRules rules, NameLimits limits) {
    HttpCalls calls =
        new HttpCalls(client.newBuilder().dns(rules.dns()).build(), limits.callTimeout());
    return new HttpGateway(calls, rules);
  }

  @Override
  public byte[] fetch(List<String> urls, String sender, byte[] data) throws NameLookupException {
    String problem = "the name's answer is kept by gateways, and it names none";
    for (String url : urls) {
      try {
        HttpCalls.Answer answer = calls.send(request(url, sender, data));
        if (answer.status() == 200 && answer.json().path("data").isTextual()) {
          return HttpCalls.bytes(answer.json().path("data").asText());
        }
        problem = "the name's gateway answers with status " + answer.status();
        if (answer.status() >= 400 && answer.status() < 500) {
          // EIP-3668: the others would say the same.
          break;
        }
      } catch (ForbiddenAddressException e) {
        problem = "the name's gateway may not be asked: " + e.getMessage();
      } catch (IOException | IllegalArgumentException e) {
        problem = "the name's gateway cannot be reached, or is not understood";
      }
    }
    throw new NameLookupException(problem);
  }

  /** A template with the data in it is asked by GET, any other by POST. */
  private Request request(String template, String sender, byte[] data) throws IOException {
    String hex = Abi.hex(data);
    String url = template.replace("{sender}", sender).replace("{data}", hex);
    HttpUrl checked = rules.check(url.length() > MAX_URL_LENGTH ? null : HttpUrl.parse(url));
    Request.Builder request = new Request.Builder().url(checked);
    return template.contains("{data}")
        ? request.build()
        : request
            .post(RequestBody.create(HttpCalls.encode(Map.of("data", hex, "sender", sender)), JSON))
            .build();
  }
}
