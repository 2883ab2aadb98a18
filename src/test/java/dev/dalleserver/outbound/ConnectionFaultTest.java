package dev.dalleserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionFaultTest {
  private static Exception because(Exception fault, Exception cause) {
    fault.initCause(cause);
    return fault;
  }

  static Stream<Arguments> faults() {
    String unverified =
        "Hostname localhost not verified:\n    certificate: sha256/x\n    DN: CN=s\n"
            + "    subjectAltNames: [%s]";
    return Stream.of(
        Arguments.of(
            because(
                new SSLHandshakeException("PKIX path building failed"),
                new CertPathBuilderException("unable to find valid certification path")),
            "its certificate is signed by an authority that is not trusted here; --ca-file names"
                + " further certificates to trust"),
        Arguments.of(
            because(
                new SSLHandshakeException("PKIX path validation failed"),
                new CertPathValidatorException("x", new CertificateExpiredException("y"))),
            "its certificate has expired"),
        Arguments.of(
            because(new SSLHandshakeException("x"), new CertificateNotYetValidException("y")),
            "its certificate is not valid yet, unless the clock of this machine is wrong"),
        Arguments.of(
            new SSLPeerUnverifiedException(unverified.formatted("a.example, b.example")),
            "its certificate is for a.example, b.example, not for localhost"),
        Arguments.of(
            new SSLPeerUnverifiedException(unverified.formatted("")),
            "its certificate names no host, and is not accepted for localhost"),
        Arguments.of(
            new SSLPeerUnverifiedException(unverified.formatted("a.example, ".repeat(50) + "b")),
            "its certificate is for a.example and others, not for localhost"),
        Arguments.of(
            new SSLException("Unsupported or unrecognized SSL message"),
            "it does not speak TLS; the URL may have to begin with http://"),
        Arguments.of(
            because(
                new ConnectException("Failed to connect to /[0:0:0:0:0:0:0:1]:1"),
                new ConnectException("Connection refused")),
            "connection refused ([::1]:1)"),
        Arguments.of(
            because(
                new ConnectException("Failed to connect to localhost/127.0.0.1:1"),
                new ConnectException("Connection refused")),
            "connection refused (localhost, 127.0.0.1:1)"),
        Arguments.of(new InterruptedIOException("timeout"), "no answer in time"),
        Arguments.of(
            new IOException("Failed to authenticate with proxy"),
            "the proxy asks for another user or password"),
        Arguments.of(
            new IOException("Unexpected response code for CONNECT: 403"),
            "the proxy answered 403 to CONNECT"),
        Arguments.of(
            new IOException("unexpected end of stream on http://provider.example/..."),
            "it was closed without an answer"),
        Arguments.of(
            new ProtocolException("Unexpected status line: SSH-2.0-OpenSSH"),
            "what answers there does not speak HTTP; the scheme or the port of the URL may be"
                + " wrong"),
        Arguments.of(
            new UnknownHostException("a.invalid: Name or service not known"),
            "a.invalid cannot be resolved"),
        Arguments.of(new IOException("Connection reset"), "Connection reset"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void a_fault_is_a_sentence_for_an_operator(Exception fault, String sentence) {
    assertThat(ConnectionFault.reason(fault)).isEqualTo(sentence);
  }
}
