package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.fixtures.TestAuthority;
import dev.dalleserver.settings.files.CertificateFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateFileTest {
  @TempDir private static Path folder;
  private static String pem;

  @BeforeAll
  static void make() throws Exception {
    pem = Files.readString(new TestAuthority(folder, "dns:a.example").pem());
  }

  private static Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("bundle.pem"), text);
  }

  @Test
  void a_bundle_may_have_several_and_text_between_them() throws Exception {
    String bundle =
        "# first\n" + pem + "\nIssuer: someone - or other\n" + pem.replace("\n", "\r\n");
    assertThat(CertificateFile.read(file(bundle))).hasSize(2);
  }

  @Test
  void one_in_binary_is_read_too() throws Exception {
    String body = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
    Path der = Files.write(folder.resolve("ca.der"), Base64.getDecoder().decode(body));
    assertThat(CertificateFile.read(der)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', holds no certificate",
    "hello, holds no certificate",
    "-----BEGIN PRIVATE KEY-----, holds a private key",
    "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----, 'holds a damaged certificate, number"
        + " 1'"
  })
  void anything_else_is_named(String text, String problem) throws Exception {
    Path file = file(text);
    assertThatExceptionOfType(CertificateFile.UnusableException.class)
        .isThrownBy(() -> CertificateFile.read(file))
        .withMessage(problem);
  }

  @Test
  void a_start_that_makes_calls_is_refused_with_a_bad_one_and_no_other() throws Exception {
    Loading start = new Loading(folder).with("SSL_CERT_FILE", "not-there.pem");
    assertThat(start.settings().network().certificates()).isEmpty();
    start.with("OPENAI_API_KEY", "sk-1");
    assertThat(start.problems())
        .containsExactly(
            "SSL_CERT_FILE: got \"not-there.pem\", which cannot be read; accepted: a PEM file of"
                + " certificates");
    start.with("SSL_CERT_FILE", "ca.pem");
    assertThat(start.settings().network().certificates()).hasSize(1);
  }
}
