package dev.dalleserver.openai;

import dev.dalleserver.picture.PublicUrl;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.pictures.ReceivedPictures.NotKeptException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * URLs of pictures that are paid for and not fetched yet. Each lies in the place of its picture, so
 * that the picture replaces it, and a request after a failed download or a restart fetches it
 * instead of paying again. Since such URLs carry secrets, they are encrypted with the API key;
 * without one, only URLs without user, query and fragment are kept.
 */
final class KeptUrls {
  private static final byte[] PLAIN = "dalleserver-url-plain\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SEALED =
      "dalleserver-url-aesgcm\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_BYTES = 65_536;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final ReceivedPictures pictures;
  private final ApiKey key;
  private final SecureRandom random = new SecureRandom();

  KeptUrls(ReceivedPictures pictures, ApiKey key) {
    this.pictures = pictures;
    this.key = key;
  }

  /**
   * Keeps the URLs of one picture until it is received under the same name.
   *
   * @return false when it is not kept: the name is not asked for again, the URL is a secret that
   *     cannot be encrypted, or the disk does not take it
   */
  boolean keep(List<String> urls, ReceivedName name) {
    boolean storable =
        key.isPresent() || urls.stream().allMatch(url -> PublicUrl.of(url).equals(url));
    if (!storable || !ReceivedName.survivesRestart(name.text())) {
      return false;
    }
    try (Incoming file = pictures.begin(name)) {
      byte[] bytes = String.join("\n", urls).getBytes(StandardCharsets.UTF_8);
      file.write(key.isPresent() ? sealed(bytes) : joined(PLAIN, bytes));
      file.complete();
      return true;
    } catch (NotKeptException notKept) {
      // The picture itself is still fetched, and says so when the disk does not take it either.
      return false;
    } catch (IOException | GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns true for a file that holds a URL, readable or not. */
  boolean isUrl(EncodedPicture file) throws IOException {
    byte[] bytes = head(file);
    return startsWith(bytes, PLAIN) || startsWith(bytes, SEALED);
  }

  /** Returns the URLs in a file; none when they were encrypted with another key. */
  List<String> open(EncodedPicture file) throws IOException {
    byte[] bytes = head(file);
    if (startsWith(bytes, PLAIN)) {
      return urls(Arrays.copyOfRange(bytes, PLAIN.length, bytes.length));
    }
    int content = SEALED.length + NONCE_BYTES;
    if (bytes.length < content || !key.isPresent()) {
      return List.of();
    }
    byte[] nonce = Arrays.copyOfRange(bytes, SEALED.length, content);
    for (String secret : key.secrets()) {
      try {
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, secret, nonce);
        return urls(cipher.doFinal(bytes, content, bytes.length - content));
      } catch (GeneralSecurityException otherKey) {
        // One that was replaced may open it.
      }
    }
    return List.of();
  }

  private byte[] sealed(byte[] url) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return joined(
        joined(SEALED, nonce), cipher(Cipher.ENCRYPT_MODE, key.secret(), nonce).doFinal(url));
  }

  private static Cipher cipher(int mode, String apiKey, byte[] nonce)
      throws GeneralSecurityException {
    byte[] secret = ("dalleserver kept URL " + apiKey).getBytes(StandardCharsets.UTF_8);
    byte[] derived = MessageDigest.getInstance("SHA-256").digest(secret);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(derived, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  private static byte[] head(EncodedPicture file) throws IOException {
    try (InputStream in = file.open()) {
      return in.readNBytes(MAX_BYTES);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] mark) {
    return bytes.length >= mark.length
        && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static List<String> urls(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).lines().toList();
  }
}
