package io.posthorn.http;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files, in PEM format, that a listener proves itself with.
 *
 * @param certificate its chain, its own certificate first
 * @param key its private key: PKCS#8 or RSA's or EC's own form, without a password
 * @param clientCa the certificates that clients must be signed by; null = clients need none
 */
public record TlsFiles(Path certificate, Path key, @Nullable Path clientCa) {
  /** All of them. */
  public List<Path> paths() {
    List<Path> paths = new ArrayList<>(List.of(certificate, key));
    if (clientCa != null) {
      paths.add(clientCa);
    }
    return List.copyOf(paths);
  }
}
