package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.text.FuzzyMatch;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for single values of settings, apart from any setting. */
class SettingTextsTest {
  @ParameterizedTest
  @CsvSource({"port,port,0", "prot,port,2", "por,port,1", "ports,port,1", "abc,xyz,3", "'',abc,3"})
  void edits_are_those_that_lead_from_one_word_to_the_other(String from, String to, int edits) {
    assertThat(FuzzyMatch.edits(from, to)).isEqualTo(edits);
    assertThat(FuzzyMatch.edits(to, from)).isEqualTo(edits);
  }

  @Test
  void the_closest_name_is_suggested_when_it_is_close_enough() {
    List<String> names = List.of("--ports", "--port", "--data-directory");
    assertThat(FuzzyMatch.findClosest("--prt", names)).contains("--port");
    assertThat(FuzzyMatch.findClosest("--xyz", names)).isEmpty();
    // A quarter of the word's length, but two in any case.
    assertThat(FuzzyMatch.findClosest("--dta-drectry", names)).contains("--data-directory");
    assertThat(FuzzyMatch.findClosest("--dta-drectr", names)).isEmpty();
    String longest = "x".repeat(64);
    assertThat(FuzzyMatch.findClosest(longest, List.of(longest))).contains(longest);
    assertThat(FuzzyMatch.findClosest(longest + "x", List.of(longest + "x"))).isEmpty();
  }

  @Test
  void a_quoted_value_has_60_characters_and_shows_no_key() {
    assertThat(QuotedValue.of("x".repeat(60))).isEqualTo("\"" + "x".repeat(60) + "\"");
    assertThat(QuotedValue.of("x".repeat(61))).isEqualTo("\"" + "x".repeat(60) + "...\"");
    assertThat(QuotedValue.of("my sk-abc")).isEqualTo("a text that looks like a key");
    assertThat(QuotedValue.of("task-abc")).isEqualTo("\"task-abc\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example",
        "HTTPS://a.example/x?y=z",
        "http://a.example:65535",
        " http://a.example "
      })
  void a_url_of_the_web_is_taken(String text) {
    assertThat(WebUrls.parseWithQuery(text)).contains(URI.create(text.strip()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ftp://a.example",
        "http://u:p@a.example",
        "http://a.example#f",
        "http://a.example:65536",
        "http:///x",
        "http://a b"
      })
  void what_is_no_url_of_the_web_or_holds_a_secret_is_refused(String text) {
    assertThat(WebUrls.parseWithQuery(text)).isEmpty();
  }

  @Test
  void origins_are_lower_case_and_have_no_path() {
    assertThat(WebUrls.parseOrigins(" * ")).contains(List.of("*"));
    assertThat(WebUrls.parseOrigins("HTTP://A.example, https://b.example:8443"))
        .contains(List.of("http://a.example", "https://b.example:8443"));
    assertThat(WebUrls.parseOrigins("http://a.example/")).isEmpty();
    assertThat(WebUrls.parseOrigins("http://a.example,")).isEmpty();
    assertThat(WebUrls.parseOrigins("*,http://a.example")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://A.example/v1, https://a.example:443",
    "http://a.example, http://a.example:80",
    "https://a.example:80, https://a.example:80"
  })
  void two_urls_of_one_server_have_one_origin(URI url, String origin) {
    assertThat(BaseUrls.origin(url)).isEqualTo(origin);
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com, true",
    "https://API.openai.com, true",
    "https://api.openai.com/v1, false",
    "https://x.openai.azure.com, true",
    "https://x.openai.azure.com?api-version=1, false",
    "https://x.openai.azure.com.evil.example, false",
    "https://a.example, false"
  })
  void a_known_api_needs_a_path(URI base, boolean needed) {
    assertThat(BaseUrls.needsVersion(base)).isEqualTo(needed);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "LOCALHOST, true",
    "127.0.0.1, true",
    "127.1.2.3, true",
    "::1, true",
    "::1%lo, true",
    "127.1, false",
    "0.0.0.0, false",
    "::, false",
    "10.0.0.1, false",
    "localhost.example, false"
  })
  void only_what_is_certainly_this_machine_is_loopback(String host, boolean loopback) {
    assertThat(Hosts.isLoopback(host)).isEqualTo(loopback);
  }

  @Test
  void a_host_is_a_name_or_an_address() {
    assertThat(Hosts.parse(" [::1] ")).contains("::1");
    assertThat(Hosts.parse("[::1")).isEmpty();
    assertThat(Hosts.parse("a".repeat(253))).contains("a".repeat(253));
    assertThat(Hosts.parse("a".repeat(254))).isEmpty();
    assertThat(Hosts.parse("-a")).isEmpty();
    assertThat(Hosts.parse("1::2::3")).isEmpty();
    assertThat(Hosts.parseAll("a, ::1")).contains(List.of("a", "::1"));
    assertThat(Hosts.parseAll("a,")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"5, true", "10, true", "4, false", "11, false", "+5, false", "5.0, false"})
  void a_number_lies_within_its_bounds_ends_included(String text, boolean taken) {
    assertThat(Numbers.parse(text, 5, 10).isPresent()).isEqualTo(taken);
  }
}
