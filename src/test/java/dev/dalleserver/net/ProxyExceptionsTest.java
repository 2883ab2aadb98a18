package dev.dalleserver.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyExceptionsTest {
  @ParameterizedTest
  @CsvSource({
    "'*', any.example, 443, true",
    "'', any.example, 443, false",
    "example.org, example.org, 443, true",
    "example.org, EXAMPLE.org., 443, true",
    "example.org, api.example.org, 443, true",
    "example.org, badexample.org, 443, false",
    ".example.org, api.example.org, 443, true",
    ".example.org, example.org, 443, true",
    "*.example.org, api.example.org, 443, true",
    "'a.example, example.org', example.org, 443, true",
    "'a.example example.org', example.org, 443, true",
    "'a.example,,example.org,', example.org, 443, true",
    "example.org:8080, example.org, 8080, true",
    "example.org:8080, example.org, 443, false",
    "10.0.0.7, 10.0.0.7, 80, true",
    "10.0.0.7:8080, 10.0.0.7, 80, false",
    "10.0.0.0/8, 10.9.8.7, 80, true",
    "10.0.0.0/8, 11.0.0.1, 80, false",
    "10.0.0.0/8, 10.example, 80, false",
    "::1, ::1, 80, true",
    "[::1], ::1, 80, true",
    "[::1]:80, ::1, 80, true",
    "[::1]:81, ::1, 80, false",
    "fd00::/8, fd12::1, 80, true",
    "localhost, localhost, 80, true",
    "localhost, 127.0.0.1, 80, false"
  })
  void entries_are_read_as_other_programs_read_them(
      String list, String host, int port, boolean covered) {
    assertThat(ProxyExceptions.parse(list).orElseThrow().covers(host, port)).isEqualTo(covered);
  }

  @Test
  void a_control_character_is_refused() {
    assertThat(ProxyExceptions.parse("a\u0000b")).isEmpty();
  }
}
