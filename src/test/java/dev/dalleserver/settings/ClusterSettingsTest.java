package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSettingsTest {
  private static final String DATABASE = "postgresql://dalle@db.example:5432/dalle?sslmode=require";

  @TempDir private Path folder;

  private Loading loading() {
    return new Loading(folder);
  }

  @Test
  void without_them_a_server_is_alone_whatever_the_environment_has_for_other_programs() {
    assertThat(loading().with("PGPASSWORD", "of another program").settings().cluster()).isEmpty();
  }

  @Test
  void database_and_bucket_make_a_node() {
    ClusterSettings cluster =
        loading()
            .with("PGPASSWORD", "not shown")
            .settings(
                "--database-url=" + DATABASE,
                "--bucket=s3://pictures/a/b/",
                "--s3-endpoint=http://store.example:9000",
                "--picture-cache=500M")
            .cluster()
            .orElseThrow();
    assertThat(cluster.databaseUrl()).isEqualTo(DATABASE);
    assertThat(cluster.databasePassword().orElseThrow().reveal()).isEqualTo("not shown");
    assertThat(cluster.store().bucket())
        .isEqualTo(new ClusterSettings.BucketName("pictures", "a/b"));
    assertThat(cluster.store().endpoint()).contains(URI.create("http://store.example:9000"));
    assertThat(cluster.cacheBytes()).isEqualTo(500L << 20);
    assertThat(cluster.nodeName()).isEqualTo(Optional.empty());
    assertThat(cluster.toString()).doesNotContain("not shown").doesNotContain("db.example");
  }

  @Test
  void the_password_in_a_file_comes_before_the_one_in_the_environment() {
    ClusterSettings cluster =
        loading()
            .file("password", "in-the-file\n")
            .with("PGPASSWORD", "in the environment")
            .settings(
                "--database-url=" + DATABASE,
                "--bucket=s3://pictures",
                "--database-password-file=password")
            .cluster()
            .orElseThrow();
    assertThat(cluster.databasePassword().orElseThrow().reveal()).isEqualTo("in-the-file");
  }

  @Test
  void one_without_the_other_is_refused_and_the_missing_one_is_named() {
    assertThat(loading().problems("--database-url=" + DATABASE))
        .isEqualTo(
            List.of(
                "--database-url: got a database without a bucket; accepted: with --bucket, or"
                    + " neither"));
    assertThat(loading().problems("--bucket=s3://pictures"))
        .isEqualTo(
            List.of(
                "--bucket: got a bucket without a database; accepted: with --database-url, or"
                    + " neither"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://dalle:hunter2@db.example/dalle",
        "postgresql://db.example/dalle?password=hunter2",
        "jdbc:postgresql://db.example/dalle",
        "postgresql://db.example",
        "mysql://db.example/dalle"
      })
  void a_database_url_with_a_password_or_of_another_form_is_refused_and_not_shown(String url) {
    assertThat(loading().problems("--database-url=" + url, "--bucket=s3://pictures"))
        .hasSizeGreaterThanOrEqualTo(1)
        .allSatisfy(problem -> assertThat(problem).doesNotContain("hunter2"))
        .anySatisfy(problem -> assertThat(problem).contains("--database-url"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pictures", "s3://P", "s3://a", "s3://pictures//x", "s3://pictures/a b"})
  void other_forms_of_a_bucket_are_refused(String bucket) {
    assertThat(loading().problems("--database-url=" + DATABASE, "--bucket=" + bucket))
        .anySatisfy(problem -> assertThat(problem).contains("s3://name"));
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1024,1024", "2k,2048", "2g,2147483648", "1T,1099511627776", "3mb,3145728"})
  void a_size_is_a_number_of_bytes_or_of_larger_units(String text, long bytes) {
    assertThat(ClusterSettings.parseSize(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "g", "-1", "1.5g", "2gg", "99999t"})
  void other_sizes_are_refused(String text) {
    assertThat(ClusterSettings.parseSize(text)).isEmpty();
  }
}
