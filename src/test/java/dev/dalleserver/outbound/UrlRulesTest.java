package dev.dalleserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.net.HostPattern;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRulesTest {
  private static final HttpUrl OWN = HttpUrl.get("http://10.0.0.7:8081/v1");

  private final List<String> lookedUp = new ArrayList<>();
  private List<String> addresses = List.of("1.1.1.1");
  private final UrlRules rules = new UrlRules("image URL", Optional.of(OWN), this::lookUp);

  private List<InetAddress> lookUp(String name) throws UnknownHostException {
    lookedUp.add(name);
    List<InetAddress> found = new ArrayList<>();
    for (String address : addresses) {
      found.add(InetAddress.getByName(address));
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/a",
        "https://1.1.1.1/a",
        "https://[2606:4700::1111]/a",
        "https://10.example.org/a",
        "https://127.0.0.1.example.org/a",
        "http://10.0.0.7:8081/any/path"
      })
  void a_public_address_and_the_operators_own_may_be_called(String url) throws Exception {
    assertThat(rules.check(HttpUrl.get(url))).isEqualTo(HttpUrl.get(url));
    assertThat(rules.problem(URI.create(url))).isEmpty();
    assertThat(lookedUp).as("names are looked up by those who call").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.org/a, is not https",
    "http://1.1.1.1/a, is not https",
    "http://10.0.0.7:8082/v1, is not https",
    "http://10.0.0.8:8081/v1, is not https",
    "https://10.0.0.7:8082/v1, leads to an address that is not public",
    "https://127.0.0.1/a, leads to an address that is not public",
    "https://169.254.169.254/latest, leads to an address that is not public",
    "https://[::1]/a, leads to an address that is not public",
    "https://[::ffff:10.0.0.1]/a, leads to an address that is not public",
    "https://127.1/a, has an IP address in an unusual form",
    "https://2130706433/a, has an IP address in an unusual form",
    "https://0177.0.0.1/a, has an IP address in an unusual form",
    "https://1.1.1/a, has an IP address in an unusual form",
    "https://999.1.1.1/a, has an IP address in an unusual form"
  })
  void others_are_refused_before_anything_is_looked_up(String url, String why) {
    assertThatExceptionOfType(ForbiddenAddressException.class)
        .isThrownBy(() -> rules.check(HttpUrl.get(url)))
        .withMessage("the image URL " + why);
    assertThat(rules.problem(URI.create(url))).contains("the image URL " + why);
    assertThat(lookedUp).isEmpty();
  }

  @Test
  void what_is_no_web_address_is_refused() {
    assertThatExceptionOfType(ForbiddenAddressException.class)
        .isThrownBy(() -> rules.check(null))
        .withMessage("the image URL is neither https nor http");
  }

  @Test
  void a_name_is_called_at_the_addresses_that_were_looked_at() throws Exception {
    addresses = List.of("1.1.1.1", "2606:4700::1111");
    assertThat(rules.dns().lookup("example.org"))
        .containsExactly(
            InetAddress.getByName("1.1.1.1"), InetAddress.getByName("2606:4700::1111"));
    assertThat(lookedUp).containsExactly("example.org");
  }

  @Test
  void one_address_inside_is_enough_to_refuse_a_name() {
    addresses = List.of("1.1.1.1", "10.0.0.7");
    assertThatExceptionOfType(ForbiddenAddressException.class)
        .isThrownBy(() -> rules.dns().lookup("example.org"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://hooks.example/b", "https://hooks.example./b", "https://HOOKS.example./a"})
  void a_caller_may_choose_no_other_url_on_the_operators_host_however_it_is_written(String url) {
    UrlRules own = UrlRules.of("callback", Optional.of(URI.create("https://hooks.example/a")));
    assertThat(own.problemOfClientUrl(URI.create(url)))
        .contains("the callback is on the operator's host, but not the operator's URL");
  }

  @Test
  void without_an_own_server_none_is_excepted() {
    UrlRules strict = UrlRules.of("callback", Optional.empty());
    assertThat(strict.isConfiguredServer(OWN)).isFalse();
    assertThat(strict.problem(OWN.uri())).contains("the callback is not https");
    assertThat(UrlRules.of("callback", Optional.of(OWN.uri())).problem(OWN.uri())).isEmpty();
  }

  private UrlRules allowing(String hosts) {
    return new UrlRules(
        "image URL",
        Optional.of(OWN),
        this::lookUp,
        Optional.of(
            new UrlRules.AllowedHosts("--image-hosts", HostPattern.parseAll(hosts).orElseThrow())));
  }

  @ParameterizedTest
  @CsvSource({
    "http://files.local:9000/a?key=1, true",
    "https://files.local:9000/a, true",
    "http://FILES.local.:9000/a, true",
    "http://10.0.0.8/a, true",
    "http://files.local/a, false",
    "http://a.files.local:9000/a, false",
    "ftp://files.local:9000/a, false"
  })
  void a_host_that_the_operator_allows_may_be_called_in_any_way(String url, boolean may) {
    HttpUrl parsed = HttpUrl.parse(url);
    boolean allowed;
    try {
      allowed = allowing("files.local:9000,10.0.0.8").check(parsed).equals(parsed);
    } catch (ForbiddenAddressException forbidden) {
      allowed = false;
    }
    assertThat(allowed).isEqualTo(may);
  }

  @ParameterizedTest
  @CsvSource({
    "http://files.local:9001/a?key=1, at files.local:9001 is not https;"
        + " --image-hosts=files.local:9001 would allow it",
    "https://10.0.0.9/a?key=1, at 10.0.0.9 leads to an address that is not public;"
        + " --image-hosts=10.0.0.9 would allow it",
    "https://[fd00::1]:8443/a?key=1, at [fd00::1]:8443 leads to an address that is not public;"
        + " --image-hosts=[fd00::1]:8443 would allow it"
  })
  void a_refusal_names_host_rule_and_setting_and_no_query(String url, String why) {
    assertThat(allowing("other.local").problem(URI.create(url))).contains("the image URL " + why);
  }
}
