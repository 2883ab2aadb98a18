package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.SharedState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a process becomes one of a cluster, or says why it does not. */
@Timeout(120)
class ClusterStartTest {
  private static final Map<String, String> CREDENTIALS =
      Map.of(
          "AWS_ACCESS_KEY_ID", "test-access-key",
          "AWS_SECRET_ACCESS_KEY", "test-secret-key",
          "PGPASSWORD", "verysecret");

  /** Packages of the libraries, and the classes that use them. */
  private static final List<String> CLUSTER =
      List.of(
          "org.postgresql.",
          "com.zaxxer.",
          "org.flywaydb.",
          "software.amazon.",
          "dev.dalleserver.cluster.",
          "dev.dalleserver.ClusterPlan",
          "dev.dalleserver.ClusterMembership");

  @TempDir private Path directory;

  private ServerProcess.Ended run(String... flags) {
    String[] args =
        Stream.concat(Stream.of("--port=0", "--data-dir=" + directory), Stream.of(flags))
            .toArray(String[]::new);
    return ServerProcess.run(directory, CREDENTIALS, args);
  }

  @Test
  void a_server_that_is_alone_loads_no_class_of_a_cluster() throws Exception {
    Path loaded = directory.resolve("classes.txt");
    Map<String, String> environment =
        Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded);
    try (ServerProcess alone =
        ServerProcess.start(directory.resolve("data"), environment, "--image-provider=offline")) {
      alone.client().pollUntilDone("/dalle/simple/" + TestServer.ADDRESS + "?generate=1");
    }
    assertThat(Files.readAllLines(loaded))
        .anyMatch(line -> line.contains("dev.dalleserver.BackendPlan"))
        .noneMatch(line -> CLUSTER.stream().anyMatch(line::contains));
  }

  @Test
  void a_database_that_does_not_answer_is_named_in_one_line() {
    ServerProcess.Ended ended =
        run("--database-url=postgresql://dalle@127.0.0.1:1/dalle", "--bucket=s3://pictures");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err().lines().toList())
        .singleElement()
        .asString()
        .contains("--database-url postgresql://dalle@127.0.0.1:1/dalle", "refuses connections")
        .doesNotContain("verysecret");
  }

  @Test
  void a_bucket_that_does_not_exist_is_named_in_one_line() {
    try (SharedState shared = SharedState.create()) {
      String[] flags = shared.flags("one");
      flags[1] = "--bucket=s3://no-such-bucket";
      ServerProcess.Ended ended = run(flags);
      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err().lines().toList())
          .singleElement()
          .asString()
          .contains("--bucket s3://no-such-bucket at http://", "it does not exist")
          .doesNotContain("test-secret-key");
    }
  }

  @Test
  void what_a_bucket_lacks_is_said_in_one_line() {
    try (SharedState shared = SharedState.create()) {
      Map<String, String> nothing =
          Map.of("AWS_EC2_METADATA_DISABLED", "true", "HOME", directory.toString());
      String[] flags = shared.flags("one");
      assertThat(reason(nothing, flags)).contains("no credentials are found");
      flags[1] = "--bucket=s3://no.such.bucket.invalid";
      flags[2] = "--s3-endpoint=http://nohost.invalid:1";
      assertThat(reason(CREDENTIALS, flags)).contains("the name of its host is not known");
      flags[2] = "--picture-cache=1g";
      assertThat(reason(CREDENTIALS, flags)).contains("its region is not known");
    }
  }

  private String reason(Map<String, String> environment, String... flags) {
    String[] args =
        Stream.concat(Stream.of("--port=0", "--data-dir=" + directory), Stream.of(flags))
            .toArray(String[]::new);
    ServerProcess.Ended ended = ServerProcess.run(directory, environment, args);
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err().lines().toList()).hasSize(1);
    return ended.err();
  }

  @Test
  void one_without_the_other_is_a_wrong_setting() {
    ServerProcess.Ended ended = run("--bucket=s3://pictures");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("--database-url");
  }

  @Test
  void a_node_with_other_words_does_not_start_unless_it_is_told_to() throws Exception {
    Path words = Files.createDirectories(directory.resolve("other/databases"));
    try (SharedState shared = SharedState.create();
        ServerProcess first =
            ServerProcess.start(directory.resolve("first"), CREDENTIALS, shared.flags("first"))) {
      assertThat(first.client().send("GET", "/health").status()).isEqualTo(200);
      String nouns;
      try (var in = ClusterStartTest.class.getResourceAsStream("/databases/nouns.csv")) {
        nouns = new String(in.readAllBytes());
      }
      Files.writeString(words.resolve("nouns.csv"), nouns.replaceFirst("(?m)^(.*bear.*)$", "$1x"));
      List<String> flags =
          Stream.concat(
                  Stream.of("--port=0", "--data-dir=" + directory.resolve("other")),
                  Stream.of(shared.flags("second")))
              .toList();
      ServerProcess.Ended ended =
          ServerProcess.run(directory, CREDENTIALS, flags.toArray(String[]::new));
      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err()).contains("node first", "differ in nouns", "--adopt-words");

      String[] adopting =
          Stream.concat(Stream.of(shared.flags("second")), Stream.of("--adopt-words=true"))
              .toArray(String[]::new);
      ServerProcess.start(directory.resolve("other"), CREDENTIALS, adopting).close();
    }
  }
}
