package io.posthorn.delivery.call;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS as a client: whom it trusts and what it shows. Names are always verified. The system's trust
 * is loaded by a thread of its own when the first https call needs it, because that takes long.
 * Thread-safe.
 */
final class TlsClient {
  private static final int SESSIONS = 1024;
  private static final int SESSION_SECONDS = 3600;

  private final CallerOptions options;
  private volatile @Nullable CompletableFuture<SslContext> loading;

  private TlsClient(CallerOptions options) {
    this.options = options;
  }

  /**
   * Reads the files of {@code options}, if any; blocks while it does.
   *
   * @throws IOException when one can't be read or is not what it should be; the message names it
   */
  static TlsClient open(CallerOptions options) throws IOException {
    var client = new TlsClient(options);
    if (options.tls().authorities() != null || options.tls().certificate() != null) {
      client.loading = CompletableFuture.completedFuture(client.load());
    }
    return client;
  }

  /** Runs one of both on {@code executor}, at once if this is ready. */
  void whenReady(EventLoop executor, Runnable ready, Consumer<Failed> failed) {
    CompletableFuture<SslContext> context = begun();
    if (context.isDone() && !context.isCompletedExceptionally()) {
      ready.run();
      return;
    }
    context.whenComplete(
        (loaded, problem) ->
            executor.execute(
                () -> {
                  if (problem == null) {
                    ready.run();
                  } else {
                    failed.accept(Failed.shakingHands("here", problem));
                  }
                }));
  }

  /** A handler for a connection to {@code origin}; only when ready. */
  SslHandler handler(Origin origin) {
    return begun().join().newHandler(ByteBufAllocator.DEFAULT, origin.host(), origin.port());
  }

  private synchronized CompletableFuture<SslContext> begun() {
    CompletableFuture<SslContext> begun = loading;
    if (begun == null) {
      var result = new CompletableFuture<SslContext>();
      var thread = new Thread(() -> loadInto(result), "posthorn-tls");
      thread.setDaemon(true);
      thread.start();
      loading = result;
      begun = result;
    }
    return begun;
  }

  private void loadInto(CompletableFuture<SslContext> result) {
    try {
      result.complete(load());
    } catch (IOException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private SslContext load() throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .endpointIdentificationAlgorithm("HTTPS")
            .sessionCacheSize(SESSIONS)
            .sessionTimeout(SESSION_SECONDS);
    Path authorities = options.tls().authorities();
    if (authorities != null) {
      builder.trustManager(trusting(authorities));
    }
    Path certificate = options.tls().certificate();
    Path key = options.tls().key();
    if (certificate != null && key != null) {
      try {
        builder.keyManager(certificate.toFile(), key.toFile());
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "client certificate " + certificate + " with key " + key + ": " + reason(e), e);
      }
    }
    if (options.http2()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              ApplicationProtocolNames.HTTP_2,
              ApplicationProtocolNames.HTTP_1_1));
    }
    return builder.build();
  }

  private static TrustManagerFactory trusting(Path authorities) throws IOException {
    try (InputStream file = Files.newInputStream(authorities)) {
      Collection<? extends Certificate> added =
          CertificateFactory.getInstance("X.509").generateCertificates(file);
      if (added.isEmpty()) {
        throw new IOException("certificate authorities " + authorities + ": no certificate in it");
      }
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : added) {
        store.setCertificateEntry("added-" + number++, certificate);
      }
      var system = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      system.init((KeyStore) null);
      for (TrustManager manager : system.getTrustManagers()) {
        if (manager instanceof X509TrustManager trust) {
          for (X509Certificate certificate : trust.getAcceptedIssuers()) {
            store.setCertificateEntry("system-" + number++, certificate);
          }
        }
      }
      var all = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      all.init(store);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IOException("certificate authorities " + authorities + ": " + reason(e), e);
    }
  }

  private static String reason(Throwable problem) {
    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
    return String.valueOf(cause.getMessage());
  }
}
