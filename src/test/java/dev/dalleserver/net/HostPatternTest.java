package dev.dalleserver.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {
  @ParameterizedTest
  @CsvSource({
    "files.local, files.local, 9000, true",
    "Files.Local., files.local, 9000, true",
    "files.local:9000, FILES.local., 9000, true",
    "files.local:9000, files.local, 9001, false",
    "files.local, other.local, 80, false",
    "files.local, a.files.local, 80, false",
    "my_server:80, my_server, 80, true",
    "10.0.0.7, 10.0.0.7, 80, true",
    "::1, ::1, 80, true",
    "[::1]:8188, ::1, 8188, true",
    "[::1]:8188, ::1, 80, false",
    "files.local:1, files.local, 1, true",
    "files.local:65535, files.local, 65535, true"
  })
  void a_host_matches_with_its_port_or_with_all(
      String pattern, String host, int port, boolean matches) {
    assertThat(HostPattern.parse(pattern).orElseThrow().matches(host, port)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://files.local",
        "files.local/",
        "files.local:0",
        "files.local:65536",
        "a b",
        "*.local",
        "me@files.local",
        "files.local:"
      })
  void anything_else_is_refused(String text) {
    assertThat(HostPattern.parse(text)).isEmpty();
    assertThat(HostPattern.parseAll("good.local," + text)).isEmpty();
  }

  @Test
  void a_list_has_all_its_hosts() {
    assertThat(HostPattern.parseAll("a.local, b.local:80,[::1]:9").orElseThrow())
        .extracting(HostPattern::toString)
        .containsExactly("a.local", "b.local:80", "[::1]:9");
    assertThat(HostPattern.parseAll("a.local,")).isEmpty();
  }
}
