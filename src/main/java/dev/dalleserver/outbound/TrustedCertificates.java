package dev.dalleserver.outbound;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that TLS connections may be signed by: the JVM's and the operator's.
 *
 * @param socketFactory makes connections that trust them
 * @param trustManager decides on them
 */
record TrustedCertificates(SSLSocketFactory socketFactory, X509TrustManager trustManager) {
  /** Returns the JVM's certificates and these. */
  static TrustedCertificates inAdditionTo(List<X509Certificate> operators) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (X509Certificate certificate : trustManager(null).getAcceptedIssuers()) {
        store.setCertificateEntry("jvm-" + number++, certificate);
      }
      for (X509Certificate certificate : operators) {
        store.setCertificateEntry("operator-" + number++, certificate);
      }
      X509TrustManager all = trustManager(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {all}, null);
      return new TrustedCertificates(context.getSocketFactory(), all);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM cannot use certificates", e);
    }
  }

  /**
   * @param store the certificates; null for the JVM's
   */
  private static X509TrustManager trustManager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
