package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.fixtures.TestAuthority;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.net.ProxyExceptions;
import dev.dalleserver.net.ProxyServer;
import dev.dalleserver.openai.OpenAiSettings.Connections;
import dev.dalleserver.outbound.OutboundNetwork;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls and downloads through a proxy, which the rig's server plays, and TLS by an own authority.
 */
class ProxyTest {
  private static final String ACCOUNT = Credentials.basic("me", "p@ss");

  @TempDir private static Path folder;
  private static TestAuthority authority;
  private Rig rig;

  @BeforeAll
  static void make_certificates() throws Exception {
    authority = new TestAuthority(folder, "dns:provider.example,dns:cdn.example,dns:localhost");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  /** A provider at a base URL whose calls all go through the rig's server. */
  private Rig through(String account, String baseUrl, String exceptions, boolean trusted) {
    rig =
        new Rig(
            settings -> {
              HttpUrl own = HttpUrl.get(settings.baseUrl());
              Optional<ProxyServer> proxy =
                  ProxyServer.parse("http://" + account + own.host() + ":" + own.port());
              Connections connections =
                  new Connections(
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      List.of(),
                      OutboundNetwork.of(
                          proxy,
                          proxy,
                          ProxyExceptions.parse(exceptions).orElseThrow(),
                          trusted ? List.of(certificate()) : List.of()));
              String base = baseUrl.isEmpty() ? settings.baseUrl() : baseUrl;
              return TestSettings.withBaseUrl(
                  TestSettings.withConnections(settings, connections), base);
            });
    return rig;
  }

  private static X509Certificate certificate() {
    try (InputStream in = Files.newInputStream(authority.pem())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static MockResponse tunnel() {
    return new MockResponse.Builder().inTunnel().build();
  }

  @Test
  void a_plain_call_carries_the_account_at_once_and_is_sent_once() throws Exception {
    through("me:p%40ss@", "http://provider.example/v1", "", false).answer(Rig.picture());
    assertThat(rig.paint().mode()).isEqualTo("b64_json");
    RecordedRequest request = rig.server.takeRequest();
    assertThat(request.getRequestLine())
        .isEqualTo("POST http://provider.example/v1/images/generations HTTP/1.1");
    assertThat(request.getHeaders().get("Proxy-Authorization")).isEqualTo(ACCOUNT);
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + Rig.KEY);
    assertThat(rig.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void a_call_over_tls_goes_through_a_tunnel_that_sees_no_key() throws Exception {
    through("me:p%40ss@", "https://provider.example/v1", "", true);
    rig.server.useHttps(authority.servers());
    rig.answer(tunnel(), Rig.picture());
    assertThat(rig.paint().mode()).isEqualTo("b64_json");
    RecordedRequest connect = rig.server.takeRequest();
    assertThat(connect.getRequestLine()).startsWith("CONNECT provider.example:443 ");
    assertThat(connect.getHeaders().get("Proxy-Authorization")).isEqualTo(ACCOUNT);
    assertThat(connect.getHeaders().get("Authorization")).isNull();
    RecordedRequest call = rig.server.takeRequest();
    assertThat(call.getHeaders().get("Proxy-Authorization")).isNull();
    assertThat(call.getHeaders().get("Authorization")).isEqualTo("Bearer " + Rig.KEY);
  }

  @Test
  void an_unknown_authority_is_refused_with_the_remedy() {
    through("", "https://provider.example/v1", "", false);
    rig.server.useHttps(authority.servers());
    rig.answer(tunnel(), tunnel(), tunnel());
    assertThat(failure())
        .hasMessageContaining("the provider cannot be reached through the proxy")
        .hasMessageEndingWith("; --ca-file names further certificates to trust");
  }

  @Test
  void a_proxy_that_wants_another_account_is_said_to() {
    through("", "http://provider.example/v1", "", false)
        .answer(new MockResponse.Builder().code(407).build());
    assertThat(failure()).hasMessageContaining("407").hasMessageContaining("the proxy asks for");
    assertThat(rig.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void a_407_without_a_proxy_costs_one_request() {
    rig = new Rig();
    rig.always(new MockResponse.Builder().code(407).body("{}").build());
    assertThat(failure())
        .hasMessage(
            "the provider cannot be reached: a proxy in front of it asks for another user or"
                + " password (407)");
    assertThat(rig.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void a_proxy_with_an_address_of_ipv6_is_named_as_in_a_url() {
    Optional<ProxyServer> proxy = ProxyServer.parse("http://[::1]:3128");
    OutboundNetwork network = OutboundNetwork.of(proxy, proxy, ProxyExceptions.NONE, List.of());
    assertThat(network.proxyFor(HttpUrl.get("https://provider.example/v1"))).contains("[::1]:3128");
    rig = new Rig();
  }

  @Test
  void a_host_that_is_excepted_is_called_without() throws Exception {
    through("me:p%40ss@", "", "localhost", false).answer(Rig.picture());
    assertThat(rig.paint().mode()).isEqualTo("b64_json");
    RecordedRequest request = rig.server.takeRequest();
    assertThat(request.getRequestLine()).startsWith("POST /v1/images/generations ");
    assertThat(request.getHeaders().get("Proxy-Authorization")).isNull();
  }

  @Test
  void a_picture_elsewhere_is_fetched_through_it_without_the_key() throws Exception {
    through("me:p%40ss@", "https://provider.example/v1", "", true);
    rig.server.useHttps(authority.servers());
    rig.names.put("localhost", InetAddress.getByName("127.0.0.1"));
    rig.answer(
        tunnel(),
        Rig.json("{\"data\":[{\"url\":\"https://cdn.example/a.png?sig=1\"}]}"),
        tunnel(),
        new MockResponse.Builder().body(new Buffer().write(Pictures.png(16, 16))).build());
    assertThat(rig.paint().mode()).isEqualTo("url");
    rig.server.takeRequest();
    rig.server.takeRequest();
    RecordedRequest connect = rig.server.takeRequest();
    assertThat(connect.getRequestLine()).startsWith("CONNECT cdn.example:443 ");
    RecordedRequest download = rig.server.takeRequest();
    assertThat(download.getHeaders().get("Authorization")).isNull();
    assertThat(download.getHeaders().get("api-key")).isNull();
  }

  @Test
  void a_proxy_that_is_not_there_or_refuses_the_account_is_named() {
    through("", "https://provider.example/v1", "", true);
    rig.always(new MockResponse.Builder().code(407).build());
    String proxy = "localhost:" + rig.server.getPort();
    assertThat(failure())
        .hasMessage(
            "the provider cannot be reached through the proxy "
                + proxy
                + ": the proxy asks for another user or password");
    rig.server.close();
    assertThat(failure())
        .hasMessageStartingWith("the provider cannot be reached through the proxy " + proxy);
  }

  @Test
  void the_line_at_the_start_names_the_proxy_and_no_account() {
    through("me:p%40ss@", "http://provider.example/v1", "", false);
    assertThat(rig.provider.describe())
        .contains(", through the proxy localhost:" + rig.server.getPort())
        .doesNotContain("p@ss", "me:");
  }

  private JobException failure() {
    return catchThrowableOfType(JobException.class, rig::paint);
  }
}
