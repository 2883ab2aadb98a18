package dev.dalleserver.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CollectionCheckTest {
  private static final String NAME = "col_1_aaaaaaaaa.list";
  private static final byte[] LIST = list(20);

  private final CollectionCheck check = new CollectionCheck();

  private static byte[] list(int addressBytes) {
    String head =
        "{\"name\":\"a\",\"series\":\"simple\",\"createdAt\":\"2026-01-01T00:00:00Z\",\"workers\":1}\n";
    return (head + "x".repeat(addressBytes)).getBytes(US_ASCII);
  }

  @Test
  void says_what_is_wrong_with_a_list() {
    assertThat(check.listFault(NAME, LIST)).isEmpty();
    assertThat(check.listFault(NAME, list(19)).orElseThrow()).endsWith(": not a list of addresses");
    assertThat(check.listFault(NAME, "junk".getBytes(US_ASCII)).orElseThrow())
        .endsWith(": no first line");
  }

  @Test
  void says_what_is_wrong_with_a_state() {
    assertThat(check.stateFault(NAME, LIST, "junk".getBytes(US_ASCII)).orElseThrow())
        .isEqualTo("it is not the state of its list: no first line");
  }
}
