package io.posthorn.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** Reads the files of {@link TlsFiles} and tries whether they are any use. */
final class Tls {
  private static final byte[] PROBE = "posthorn".getBytes(US_ASCII);
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  /** From the connection's first moment. */
  private static final int HANDSHAKE_SECONDS = 10;

  private Tls() {}

  /**
   * What a listener needs.
   *
   * @throws IOException naming the file that can't be used, and why
   */
  static ServerSSLOptions read(TlsFiles files, Vertx vertx) throws IOException {
    PemKeyCertOptions pair =
        new PemKeyCertOptions()
            .setCertValue(bytes("tls.certificate", files.certificate()))
            .setKeyValue(bytes("tls.key", files.key()));
    check(files, pair, vertx);
    ServerSSLOptions options =
        new ServerSSLOptions()
            .setKeyCertOptions(pair)
            .setEnabledSecureTransportProtocols(PROTOCOLS)
            .setUseAlpn(false)
            .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
            .setSslHandshakeTimeoutUnit(java.util.concurrent.TimeUnit.SECONDS);
    Path ca = files.clientCa();
    if (ca != null) {
      PemTrustOptions trust = new PemTrustOptions().addCertValue(bytes("tls.clientCa", ca));
      try {
        trust.getTrustManagerFactory(vertx);
      } catch (Exception e) {
        throw unusable("tls.clientCa", ca, e);
      }
      options.setTrustOptions(trust).setClientAuth(ClientAuth.REQUIRED);
    }
    return options;
  }

  private static void check(TlsFiles files, PemKeyCertOptions pair, Vertx vertx)
      throws IOException {
    KeyManagerFactory factory;
    try {
      factory = pair.getKeyManagerFactory(vertx);
    } catch (Exception e) {
      throw unusable("tls.certificate or tls.key", files.certificate(), e);
    }
    for (KeyManager manager : factory.getKeyManagers()) {
      if (manager instanceof X509KeyManager keys && matches(keys)) {
        return;
      }
    }
    throw new IOException(
        "tls.key: "
            + files.key()
            + " is not the key of the certificate in "
            + files.certificate()
            + " (expected: the two of one pair)");
  }

  /** Whether what the key signs, the certificate verifies. */
  private static boolean matches(X509KeyManager keys) {
    for (String type : new String[] {"RSA", "EC", "EdDSA", "Ed25519", "RSASSA-PSS"}) {
      String[] aliases = keys.getServerAliases(type, (Principal[]) null);
      if (aliases != null) {
        for (String alias : aliases) {
          return matches(
              keys.getCertificateChain(alias)[0].getPublicKey(), keys.getPrivateKey(alias));
        }
      }
    }
    return false;
  }

  private static boolean matches(PublicKey open, @Nullable PrivateKey secret) {
    if (secret == null) {
      return false;
    }
    String algorithm =
        switch (open.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "RSASSA-PSS" -> "RSASSA-PSS";
          default -> "Ed25519";
        };
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(secret);
      signer.update(PROBE);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(open);
      verifier.update(PROBE);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Buffer bytes(String name, Path file) throws IOException {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException e) {
      throw unusable(name, file, e);
    }
  }

  private static IOException unusable(String name, Path file, Exception e) {
    return new IOException(name + ": " + file + " cannot be used: " + e, e);
  }
}
