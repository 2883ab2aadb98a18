package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a URL is named, and no part of it, which may be a password. */
class WebUrlsTest {
  private static final String FIFTY = "01234567890123456789012345678901234567890123456789";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://a b.example | a URL with a space, a line break or a character that is not ASCII",
        "https://ä.example | a URL with a space, a line break or a character that is not ASCII",
        "https://a.example/\u007f | a URL with a space, a line break or a character that is not"
            + " ASCII",
        "a.example/secret | a text without http:// or https:// in front",
        "1a://a.example | a text without http:// or https:// in front",
        "ftp://a.example | a URL that is neither http nor https",
        "httpsx://a.example | a URL that is neither http nor https",
        "https://a.example/% | a URL that is not valid",
        "HTTPS://user:secret@a.example | a URL with a user or a password",
        "https://my_host | a URL whose host has an underscore, which names of hosts must not have",
        "https://-a | a URL without a valid host",
        "https://a.example:0 | a URL with a port that is not from 1 to 65535",
        "https://a.example:65536 | a URL with a port that is not from 1 to 65535",
        "https://a.example/#secret | a URL with a fragment",
        "https://a.example/?secret | a URL with a query",
        "https://a.example:65535/ | a URL that is not usable here",
        "https://a.example:1/~ | a URL that is not usable here"
      })
  void the_fault_of_a_url_is_named_without_the_url(String url, String fault) {
    assertThat(WebUrls.fault(" " + url + " ")).isEqualTo(fault);
  }

  @Test
  void a_setting_that_takes_a_url_names_its_fault() {
    assertThat(ValueKind.url().described("https://user:secret@a.example"))
        .isEqualTo("a URL with a user or a password");
  }

  @ParameterizedTest
  @CsvSource({
    "https://A.example, https://a.example", "https://a.example/, https://a.example",
    "HTTPS://a.example/Sub/, https://a.example/Sub", "http://a.example:81/x, http://a.example:81/x"
  })
  void the_base_of_links_has_no_slash_at_its_end(String text, String url) {
    // URIs are equal whatever the case of their hosts.
    assertThat(WebUrls.parsePublicUrl(text).map(URI::toString)).contains(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.example/?q",
        "https://a.example/%",
        "a.example",
        "https://a.example//x",
        "https://user@a.example",
        "https://a.example/#x",
        "https://a.example:0",
        "https://a.example:65536",
        "ftp://a.example"
      })
  void links_have_no_other_base(String text) {
    assertThat(WebUrls.parsePublicUrl(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/, ''", "/a, /a", "/a/, /a", "/a/b, /a/b", "' /a ', /a"})
  void a_base_path_has_no_slash_at_its_end(String text, String path) {
    assertThat(WebUrls.parseBasePath(text)).contains(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "//",
        "/a//b",
        "/a?b",
        "/a b",
        "/a/../b",
        "/.",
        "/1/2/3/4/5/6/7/8/9/10/11",
        "/1" + FIFTY + FIFTY
      })
  void other_texts_are_no_base_path(String text) {
    assertThat(WebUrls.parseBasePath(text)).isEmpty();
  }

  @Test
  void origins_are_those_that_browsers_send() {
    assertThat(WebUrls.parseOrigins("*")).contains(List.of("*"));
    assertThat(WebUrls.parseOrigins("https://A.example, http://b.example:81"))
        .contains(List.of("https://a.example", "http://b.example:81"));
    assertThat(WebUrls.parseOrigins("https://a.example,")).isEmpty();
    assertThat(WebUrls.parseOrigins("https://a.example,*")).isEmpty();
    assertThat(WebUrls.parseOrigins("https://a.example/x")).isEmpty();
  }
}
