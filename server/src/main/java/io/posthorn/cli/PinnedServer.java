package io.posthorn.cli;

import io.posthorn.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the one server that proves itself with a certificate of this machine's own configuration,
 * by whatever name it is asked: a private authority need not be known, nor 127.0.0.1 be in it.
 */
final class PinnedServer extends X509ExtendedTrustManager {
  private final Path file;
  private final Certificate expected;

  private PinnedServer(Path file, Certificate expected) {
    this.file = file;
    this.expected = expected;
  }

  /**
   * For connections to it.
   *
   * @param file with its certificate, the first one, in PEM format
   * @throws ConfigException when it can't be read
   */
  static SSLContext context(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new CertificateException("no certificate in it");
      }
      var server = new PinnedServer(file, certificates.iterator().next());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {server}, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfigException(
          "tls.certificate: '" + file + "' (expected: a certificate in PEM format): " + e);
    }
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0 || !chain[0].equals(expected)) {
      throw new CertificateException(
          "another certificate than the one in " + file + " (expected: the same)");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
