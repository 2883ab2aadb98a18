package dev.dalleserver.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnseenMarkupTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a<script>x</script>b | a_b",
        "a<SCRIPT src='x'>x</Script >b | a_b",
        "<head><title>t</title></head>a<!-- <b> -->c | _a_c",
        "a<style>x<style>y</style>z</style>b | a_z</style>b",
        "a<script>b<!-- c --><script>d | a<script>b_<script>d",
        "a<!-->b | a<!-->b",
        "<header>a</header> | <header>a</header>"
      })
  void what_is_closed_goes_and_the_rest_stays(String html, String seen) {
    assertThat(UnseenMarkup.replace(html, "_")).isEqualTo(seen);
  }
}
