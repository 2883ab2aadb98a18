package dev.dalleserver.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.net.ProxyServer.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyServerTest {
  @ParameterizedTest
  @CsvSource({
    "http://proxy.example:3128, HTTP, proxy.example, 3128, '', ''",
    "http://proxy.example:3128/, HTTP, proxy.example, 3128, '', ''",
    "proxy.example:3128, HTTP, proxy.example, 3128, '', ''",
    "proxy.example, HTTP, proxy.example, 80, '', ''",
    "HTTP://Proxy.Example, HTTP, proxy.example, 80, '', ''",
    "http://me:secret@10.0.0.7:8080, HTTP, 10.0.0.7, 8080, me, secret",
    "http://me:p%40ss%2Fword@proxy:1, HTTP, proxy, 1, me, p@ss/word",
    "http://me:p@ss/wo#rd+@proxy:1, HTTP, proxy, 1, me, p@ss/wo#rd+",
    "http://me:100%@proxy:1, HTTP, proxy, 1, me, 100%",
    "http://me@proxy:1, HTTP, proxy, 1, me, ''",
    "http://[::1]:3128, HTTP, ::1, 3128, '', ''",
    "socks5://proxy, SOCKS, proxy, 1080, '', ''",
    "socks5h://proxy:9, SOCKS, proxy, 9, '', ''",
    "https://proxy, HTTPS, proxy, 443, '', ''"
  })
  void all_usual_forms_are_understood(
      String text, Kind kind, String host, int port, String user, String password) {
    assertThat(ProxyServer.parse(text)).contains(new ProxyServer(kind, host, port, user, password));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "http://", "ftp://proxy", "http://proxy:0", "proxy:70000", "a b"})
  void others_are_refused(String text) {
    assertThat(ProxyServer.parse(text)).isEmpty();
  }

  @Test
  void its_text_shows_neither_user_nor_password() {
    assertThat(ProxyServer.parse("http://someone:secret@proxy:1").orElseThrow())
        .asString()
        .contains("proxy:1")
        .doesNotContain("someone", "secret");
  }

  @Test
  void what_this_server_cannot_speak_is_named() {
    assertThat(ProxyServer.parse("https://proxy").orElseThrow().unsupported())
        .contains("a proxy over https");
    assertThat(ProxyServer.parse("socks5://me:x@proxy").orElseThrow().unsupported())
        .contains("a SOCKS proxy with a user");
    assertThat(ProxyServer.parse("socks5://proxy").orElseThrow().unsupported()).isEmpty();
    assertThat(ProxyServer.parse("http://me:x@proxy").orElseThrow().unsupported()).isEmpty();
  }
}
