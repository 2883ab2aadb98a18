package dev.dalleserver.commands;

import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The {@code export collection} command: the files of a collection in a directory. */
public final class ExportCollectionCommand {
  /** The output of {@code export collection --help}. */
  public static final String HELP =
      """
      Writes the pictures, avatars and metadata of a collection into a directory, ready to be
      pinned, and checks their checksums.

      Usage: ./run.sh export collection ID DIRECTORY [flags]

        DIRECTORY is created, and must not exist

        --server <url>, --token-file <file>
            a running server that has the collection; without it the command reads the
            data directory (--data-dir), which no server may be using

        --base <text>
            what comes before <address>.png in the links of the metadata, such as ipfs://bafy.../

      Exits with 0 when all is written, with 1 when not, and with 2 for a wrong command.
      """;

  private static final int FAILED = 1;
  private static final int UNUSABLE = 2;
  private static final String CHECKSUMS = "checksums.sha256";
  private static final int DIGEST_DIGITS = 64;

  private final CollectionClient client;
  private final PrintStream err;

  public ExportCollectionCommand(CollectionClient client, PrintStream err) {
    this.client = client;
    this.err = err;
  }

  /** Writes the files, and returns the exit code. */
  public int run(String id, Path directory, String base) {
    try {
      if (Files.exists(directory)) {
        err.println("dalleserver: " + directory + " is there already; accepted: a new directory");
        return UNUSABLE;
      }
      String query =
          base.isEmpty() ? "" : "?base=" + URLEncoder.encode(base, StandardCharsets.UTF_8);
      if (!id.matches("col_[0-9a-z_]{1,40}")) {
        err.println("dalleserver: " + id + " is not the id of a collection");
        return UNUSABLE;
      }
      Map<String, String> sums = new HashMap<>();
      try (ZipInputStream zip =
          new ZipInputStream(client.open("/collections/" + id + "/export.zip" + query))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          sums.put(entry.getName(), write(zip, directory, entry.getName()));
        }
      }
      return check(directory, sums);
    } catch (IOException e) {
      err.println("dalleserver: the export broke off: " + PlainReason.of(e));
      return FAILED;
    } catch (CommandException e) {
      err.println("dalleserver: " + e.getMessage());
      return FAILED;
    }
  }

  /** Writes one file, and returns its checksum. */
  private static String write(InputStream zip, Path directory, String name) throws IOException {
    Path target = directory.resolve(name).normalize();
    if (!target.startsWith(directory.normalize())) {
      throw new IOException("a file outside of the directory: " + name);
    }
    Files.createDirectories(target.getParent());
    MessageDigest digest = newDigest();
    try (OutputStream file = Files.newOutputStream(target)) {
      new DigestInputStream(zip, digest).transferTo(file);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private int check(Path directory, Map<String, String> sums) throws IOException {
    Path list = directory.resolve(CHECKSUMS);
    if (!Files.exists(list)) {
      err.println("dalleserver: the export broke off: it has no checksums");
      return FAILED;
    }
    int wrong = 0;
    for (String line : Files.readAllLines(list)) {
      String name = line.substring(DIGEST_DIGITS + 2);
      if (!line.startsWith(sums.getOrDefault(name, "-"))) {
        err.println("dalleserver: " + name + " is not what was sent");
        wrong++;
      }
    }
    err.println((sums.size() - 2) + " files in " + directory + ", and their checksums");
    return wrong > 0 ? FAILED : 0;
  }
}
