package dev.dalleserver.settings;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The database and the bucket that the processes of a cluster share.
 *
 * @param databaseUrl in the form of PostgreSQL's own programs, without a password
 * @param databasePassword where the server asks for one
 * @param listenUrl the same database without a pooler in between, for notices; empty when {@code
 *     databaseUrl} leads there
 * @param store the objects
 * @param nodeName of this process; empty for the name of the host and a random suffix
 * @param cacheBytes the most bytes of objects on the local disk
 * @param adoptWords whether this process starts although its words differ from the cluster's
 */
public record ClusterSettings(
    String databaseUrl,
    Optional<Secret> databasePassword,
    Optional<String> listenUrl,
    Store store,
    Optional<String> nodeName,
    long cacheBytes,
    boolean adoptWords) {
  /**
   * Where the objects are.
   *
   * @param endpoint of a store that is not Amazon's
   * @param region empty to take it from where the S3 client finds it
   */
  public record Store(
      BucketName bucket, Optional<URI> endpoint, Optional<String> region, boolean pathStyle) {}

  /**
   * A bucket and the prefix of all keys in it.
   *
   * @param prefix without slashes at its ends; may be empty
   */
  public record BucketName(String name, String prefix) {
    private static final Pattern FORM =
        Pattern.compile(
            "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9!_.*'()-]{1,100}){0,8})/?");

    static Optional<BucketName> parse(String text) {
      Matcher form = FORM.matcher(text.strip());
      return form.matches()
          ? Optional.of(new BucketName(form.group(1), form.group(2).replaceFirst("^/", "")))
          : Optional.empty();
    }
  }

  private static final Pattern DATABASE =
      Pattern.compile("postgres(?:ql)?://(?:[^\\s:@/?#]+@)?[^\\s@/?#]+/[^\\s@/?#]+(?:\\?\\S*)?");

  private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmgt]?)b?");

  /** Returns the URL of a database that holds no password. */
  static Optional<String> parseDatabase(String text) {
    String url = text.strip();
    return DATABASE.matcher(url).matches() && !url.contains("password=")
        ? Optional.of(url)
        : Optional.empty();
  }

  static Optional<String> parseNode(String text) {
    return Optional.of(text.strip()).filter(name -> NODE.matcher(name).matches());
  }

  /** Returns a number of bytes, such as of {@code 500m} or {@code 2g}. */
  static Optional<Long> parseSize(String text) {
    Matcher form = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      return Optional.empty();
    }
    int power = form.group(2).isEmpty() ? 0 : "kmgt".indexOf(form.group(2)) + 1;
    return Optional.of(Long.parseLong(form.group(1)) << (10 * power))
        .filter(bytes -> bytes <= 1L << 50);
  }

  /** What the operator has given; checked by {@link SettingsRules}. */
  static Optional<ClusterSettings> read(Resolver resolver, Optional<Secret> passwordInFile) {
    Optional<String> database = resolver.optional(ClusterTable.DATABASE_URL);
    Optional<BucketName> bucket = resolver.optional(ClusterTable.BUCKET);
    if (database.isEmpty() || bucket.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ClusterSettings(
            database.get(),
            passwordInFile.or(() -> resolver.optional(ClusterTable.DATABASE_PASSWORD)),
            resolver.optional(ClusterTable.DATABASE_LISTEN_URL),
            new Store(
                bucket.get(),
                resolver.optional(ClusterTable.S3_ENDPOINT),
                resolver.optional(ClusterTable.S3_REGION),
                resolver.value(ClusterTable.S3_PATH_STYLE)),
            resolver.optional(ClusterTable.NODE_NAME),
            resolver.value(ClusterTable.PICTURE_CACHE),
            resolver.value(ClusterTable.ADOPT_WORDS)));
  }

  /** Names places only: the password of a database is never in a URL, but other parts may tell. */
  @Override
  public String toString() {
    return "ClusterSettings[bucket=" + store.bucket().name() + "]";
  }
}
