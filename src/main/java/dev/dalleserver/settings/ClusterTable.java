package dev.dalleserver.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rows of {@link SettingsTable} that make a process one of a cluster. */
final class ClusterTable {
  private static final Pattern PASSWORD = Pattern.compile("[^\\p{Cntrl}]{1,1000}");

  private static final ValueKind<String> DATABASE =
      new ValueKind<>(
          "url",
          "postgresql://user@host:5432/name?sslmode=verify-full, without a password",
          ClusterSettings::parseDatabase,
          // It may hold a password all the same.
          false);

  static final Setting<String> DATABASE_URL =
      Setting.of(
          "database-url", "", DATABASE, "the PostgreSQL database that the cluster's nodes share");
  static final Setting<Secret> DATABASE_PASSWORD =
      Setting.of(
              "database-password",
              "",
              new ValueKind<>(
                  "password",
                  "a password in one line",
                  text ->
                      Optional.of(text)
                          .filter(it -> PASSWORD.matcher(it).matches())
                          .map(Secret::ofAny),
                  false),
              "the password of that database")
          .withVariable("PGPASSWORD")
          .withoutFlag();
  static final Setting<Path> DATABASE_PASSWORD_FILE =
      Setting.of(
          "database-password-file",
          "",
          ValueKind.path(),
          "a file that holds the password of that database");
  static final Setting<String> DATABASE_LISTEN_URL =
      Setting.of(
          "database-listen-url",
          "",
          DATABASE,
          "the same database without a pooler in between, for notices");
  static final Setting<ClusterSettings.BucketName> BUCKET =
      Setting.of(
          "bucket",
          "",
          new ValueKind<>(
              "url", "s3://name or s3://name/prefix", ClusterSettings.BucketName::parse, true),
          "the bucket that the cluster's nodes share");
  static final Setting<URI> S3_ENDPOINT =
      Setting.of(
          "s3-endpoint", "", ValueKind.url(), "the S3-compatible store, if it is not Amazon's");
  static final Setting<String> S3_REGION =
      Setting.of(
          "s3-region",
          "",
          ValueKind.word(),
          "the region of the bucket, if the environment or a profile does not name it");
  static final Setting<Boolean> S3_PATH_STYLE =
      Setting.of(
          "s3-path-style",
          "false",
          ValueKind.onOff(),
          "name the bucket in the path, and not in the host, of requests");
  static final Setting<String> NODE_NAME =
      Setting.of(
          "node-name",
          "",
          new ValueKind<>(
              "name",
              "1 to 100 letters, digits, dots, hyphens and underscores",
              ClusterSettings::parseNode,
              true),
          "the name of this process in the cluster, if not its host's and a random suffix");
  static final Setting<Long> PICTURE_CACHE =
      Setting.of(
          "picture-cache",
          "2g",
          new ValueKind<>(
              "size",
              "a number of bytes such as 500m or 2g, at most 1024t",
              ClusterSettings::parseSize,
              true),
          "the most bytes of the bucket's pictures that are kept on the local disk");
  static final Setting<Boolean> ADOPT_WORDS =
      Setting.of(
          "adopt-words",
          "false",
          ValueKind.onOff(),
          "start although this process has other words than the cluster, which takes these");

  static final List<Setting<?>> ROWS =
      List.of(
          DATABASE_URL,
          DATABASE_PASSWORD,
          DATABASE_PASSWORD_FILE,
          DATABASE_LISTEN_URL,
          BUCKET,
          S3_ENDPOINT,
          S3_REGION,
          S3_PATH_STYLE,
          NODE_NAME,
          PICTURE_CACHE,
          ADOPT_WORDS);

  private ClusterTable() {}

  /** Returns why a start as one of a cluster is not possible, or what would have no effect. */
  static List<String> problems(Resolver given) {
    boolean hasDatabase = given.find(DATABASE_URL).isPresent();
    boolean hasBucket = given.find(BUCKET).isPresent();
    if (hasDatabase && !hasBucket) {
      return List.of(
          "--database-url: got a database without a bucket; accepted: with --bucket, or neither");
    }
    if (hasBucket && !hasDatabase) {
      return List.of(
          "--bucket: got a bucket without a database; accepted: with --database-url, or neither");
    }
    return List.of();
  }
}
