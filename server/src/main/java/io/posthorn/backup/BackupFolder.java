package io.posthorn.backup;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder that is, or becomes, a backup. Not safe for use by several threads. */
public final class BackupFolder {
  private static final Logger LOG = LoggerFactory.getLogger(BackupFolder.class);
  private static final int CHUNK = 1 << 20;

  private final Path folder;

  private BackupFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * A new one.
   *
   * @throws BackupException when {@code folder} holds anything: backups never overwrite
   */
  public static BackupFolder create(Path folder) throws IOException {
    if (!Folders.isEmpty(folder)) {
      throw new BackupException(folder + " is not empty (expected: a new or empty folder)");
    }
    if (!Files.exists(folder)) {
      Files.createDirectories(folder);
      keepPrivate(folder.toFile());
    }
    return new BackupFolder(folder);
  }

  /**
   * Messages are nobody else's business; where the system has no such rights, its own rules hold.
   */
  private static void keepPrivate(File folder) {
    boolean kept = folder.setReadable(false, false) && folder.setExecutable(false, false);
    boolean own = folder.setReadable(true, true) && folder.setExecutable(true, true);
    if (!kept || !own) {
      LOG.debug("{} has the rights that its system gives it", folder);
    }
  }

  /** One that is there. */
  public static BackupFolder of(Path folder) {
    return new BackupFolder(folder);
  }

  /**
   * Copies files into it and reads them back; {@code files} are the paths they get, with slashes,
   * and where they are now. The backup is not finished by that.
   *
   * @return the list of them
   */
  public List<Manifest.Item> add(Map<String, Path> files) throws IOException {
    var items = new ArrayList<Manifest.Item>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      var item = new Manifest.Item(file.getKey(), 0, "");
      Path to = item.in(folder);
      Files.createDirectories(to.resolveSibling(""));
      Sum sum = copy(file.getValue(), to);
      if (!sum.equals(read(to))) {
        throw new BackupException(to + " reads back otherwise than it was written");
      }
      items.add(new Manifest.Item(file.getKey(), sum.size(), sum.sha256()));
    }
    return items;
  }

  /** Makes it a backup: from now on it can be restored. */
  public void finish(Manifest manifest) throws IOException {
    Set<Path> folders = new HashSet<>();
    manifest.files().forEach(item -> folders.add(item.in(folder).resolveSibling("")));
    folders.forEach(Folders::sync);
    manifest.write(folder);
  }

  /** The list of its files. */
  public Manifest manifest() throws IOException {
    return Manifest.read(folder);
  }

  /**
   * Copies all files into {@code target}.
   *
   * @throws BackupException naming a file that is not what the list says
   */
  public void extract(Manifest manifest, Path target) throws IOException {
    Set<Path> folders = new HashSet<>();
    for (Manifest.Item item : manifest.files()) {
      Path from = item.in(folder);
      if (!Files.isRegularFile(from)) {
        throw new BackupException(from + " is missing");
      }
      Path to = item.in(target);
      Path parent = to.resolveSibling("");
      Files.createDirectories(parent);
      folders.add(parent);
      Sum sum = copy(from, to);
      if (sum.size() != item.size() || !sum.sha256().equals(item.sha256())) {
        throw new BackupException(
            from
                + " is damaged: its SHA-256 is "
                + sum.sha256()
                + " (expected: "
                + item.sha256()
                + ")");
      }
    }
    folders.forEach(Folders::sync);
  }

  private record Sum(long size, String sha256) {}

  /** Copies to a new file, durably, which as many may read as may read the old one. */
  private static Sum copy(Path from, Path to) throws IOException {
    MessageDigest digest = sha256();
    long size = 0;
    try (InputStream in = Files.newInputStream(from);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] chunk = new byte[CHUNK];
      int read;
      while ((read = in.read(chunk)) > 0) {
        digest.update(chunk, 0, read);
        size += read;
        ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, read);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
      out.force(true);
    }
    var view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(Files.readAttributes(from, PosixFileAttributes.class).permissions());
    }
    return new Sum(size, HexFormat.of().formatHex(digest.digest()));
  }

  private static Sum read(Path file) throws IOException {
    MessageDigest digest = sha256();
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      int read;
      while ((read = in.read(chunk)) > 0) {
        digest.update(chunk, 0, read);
        size += read;
      }
    }
    return new Sum(size, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
