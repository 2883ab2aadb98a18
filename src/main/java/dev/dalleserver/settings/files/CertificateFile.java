package dev.dalleserver.settings.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads files of certificates: PEM, one or many, with text between them, or one in DER. */
public final class CertificateFile {
  private static final int MAX_BYTES = 8 << 20;
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN (?:X509 )?CERTIFICATE-----[^-]*-----END (?:X509 )?CERTIFICATE-----");
  private static final byte DER_SEQUENCE = 0x30;

  private CertificateFile() {}

  /** The file is no use; the message completes "got ...: " and says what it holds instead. */
  public static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    private UnusableException(String message) {
      super(message);
    }
  }

  /**
   * Reads all certificates in the file.
   *
   * @throws UnusableException when it cannot be read, holds none, or holds one that is damaged
   */
  public static List<X509Certificate> read(Path file) throws UnusableException {
    byte[] bytes;
    try {
      bytes = NamedFile.read(file, MAX_BYTES + 1);
    } catch (IOException e) {
      throw new UnusableException("cannot be read");
    }
    if (bytes.length > MAX_BYTES) {
      throw new UnusableException("is longer than 8 MiB");
    }
    if (bytes.length > 0 && bytes[0] == DER_SEQUENCE) {
      return List.of(parse(bytes, 1));
    }
    return parseText(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static List<X509Certificate> parseText(String text) throws UnusableException {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      int number = certificates.size() + 1;
      certificates.add(parse(decode(block.group(), number), number));
    }
    if (certificates.isEmpty()) {
      throw new UnusableException(
          text.contains("PRIVATE KEY-----") ? "holds a private key" : "holds no certificate");
    }
    return certificates;
  }

  /** Decoded here, since not every JDK takes blocks whose lines end as on Windows. */
  private static byte[] decode(String block, int number) throws UnusableException {
    try {
      return Base64.getDecoder().decode(block.replaceAll("-----[A-Z0-9 ]+-----|\\s", ""));
    } catch (IllegalArgumentException e) {
      throw damaged(number);
    }
  }

  private static UnusableException damaged(int number) {
    return new UnusableException("holds a damaged certificate, number " + number);
  }

  private static X509Certificate parse(byte[] bytes, int number) throws UnusableException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(bytes));
    } catch (CertificateException e) {
      throw damaged(number);
    }
  }
}
