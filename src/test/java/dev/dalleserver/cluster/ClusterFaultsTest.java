package dev.dalleserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.PostgresServer;
import dev.dalleserver.fixtures.S3Server;
import dev.dalleserver.fixtures.TestAuthority;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is wrong between this machine and a cluster, made on a real database, a real S3 server and
 * one that answers as others do: one line that names cause and remedy, and no secret.
 */
@Timeout(180)
class ClusterFaultsTest {
  @TempDir private static Path folder;
  private static PostgresServer postgres;
  private static int silent;
  private static ServerSocket listening;
  private static String good;
  private static MockWebServer store;

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresServer.start();
    postgres.execute("postgres", "CREATE ROLE guarded LOGIN PASSWORD 'opensesame'");
    postgres.execute("postgres", "CREATE ROLE tlsonly LOGIN PASSWORD 'opensesame'");
    postgres.execute("postgres", "CREATE ROLE nologin NOLOGIN");
    postgres.execute("postgres", "CREATE ROLE poor LOGIN");
    postgres.execute("postgres", "CREATE DATABASE theirs");
    postgres.execute("theirs", "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    postgres.execute("postgres", "CREATE DATABASE fixed");
    postgres.execute("postgres", "ALTER DATABASE fixed SET default_transaction_read_only = on");
    secure();
    good = postgres.newDatabase();
    store = new MockWebServer();
    store.start();
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    silent = listening.getLocalPort();
  }

  /** Turns TLS on, and lets some roles in only in some ways. */
  private static void secure() throws Exception {
    TestAuthority authority = new TestAuthority(folder, "dns:db.example");
    Path data = Path.of(postgres.ask("postgres", "SHOW data_directory"));
    Path key = data.resolve("server.key");
    authority.writeServer(key, data.resolve("server.crt"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    for (String name : List.of("server.key", "server.crt")) {
      Files.setOwner(data.resolve(name), Files.getOwner(data));
    }
    Path hba = Path.of(postgres.ask("postgres", "SHOW hba_file"));
    Files.writeString(
        hba,
        """
        host all guarded 127.0.0.1/32 scram-sha-256
        hostssl all tlsonly 127.0.0.1/32 scram-sha-256
        host all poor 127.0.0.1/32 trust
        host all dalle 127.0.0.1/32 trust
        host all nologin 127.0.0.1/32 trust
        """);
    postgres.execute("postgres", "ALTER SYSTEM SET ssl = on");
    postgres.execute("postgres", "SELECT pg_reload_conf()");
    S3Server.shared();
  }

  @AfterAll
  static void stop() throws Exception {
    listening.close();
    store.close();
    postgres.close();
  }

  private static CommandRun doctor(String database, String bucket, String endpoint) {
    return doctor(database, bucket, endpoint, "true");
  }

  private static CommandRun doctor(
      String database, String bucket, String endpoint, String pathStyle) {
    String[] flags = {
      "--database-url=" + database,
      "--bucket=" + bucket,
      "--s3-endpoint=" + endpoint,
      "--s3-path-style=" + pathStyle
    };
    return CommandRun.of(folder, flags, "doctor");
  }

  private static void says(CommandRun run, String place, String cause, String remedy) {
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.said().lines().toList()).describedAs(run.said()).hasSize(1);
    assertThat(run.said())
        .startsWith("doctor: " + place)
        .contains(cause)
        .contains("; ")
        .contains(remedy)
        .doesNotContain("verysecret", "opensesame", S3Server.ACCESS_KEY, S3Server.SECRET_KEY)
        .doesNotContain("Exception", "null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          guarded@127.0.0.1:PORT/postgres | refuses the password of user guarded | --database-password-file
          guarded@127.0.0.1:PORT/postgres?sslmode=require | refuses the password of user guarded | PGPASSWORD
          tlsonly@127.0.0.1:PORT/postgres?sslmode=disable | only with TLS | sslmode=
          nobody@127.0.0.1:PORT/postgres?sslmode=disable | with TLS, or not at all | pg_hba.conf
          nobody@127.0.0.1:PORT/postgres | does not let user nobody in | pg_hba.conf
          nologin@127.0.0.1:PORT/postgres | does not let user nologin in | may log in
          dalle@127.0.0.1:PORT/missing | there is no such database | CREATE DATABASE
          dalle@127.0.0.1:1/postgres | refuses connections | host and port
          dalle@nohost.invalid:PORT/postgres | host is not known | check the host
          dalle@127.0.0.1:SILENT/postgres | does not answer in time | firewalls
          dalle@127.0.0.1:S3/postgres | no PostgreSQL | check host and port
          dalle@127.0.0.1:PORT/postgres?sslmode=verify-full | TLS settings is missing | sslrootcert=
          dalle@127.0.0.1:PORT/postgres?sslmode=verify-ca&sslrootcert=/nothing | settings is missing | sslrootcert=
          dalle@127.0.0.1:PORT/postgres?sslmode=verify-full&sslrootcert=CA | for another name | certificate
          dalle@127.0.0.1:PORT/postgres?sslmode=verify-ca&sslrootcert=OTHERCA | not trusted | sslrootcert=
          dalle@127.0.0.1:PLAIN/postgres?sslmode=require | does not speak TLS | sslmode=
          """)
  void a_fault_of_the_database_is_named_with_its_remedy(String url, String cause, String remedy)
      throws Exception {
    Files.createDirectories(folder.resolve("other"));
    if (url.contains("OTHERCA") && !Files.exists(folder.resolve("other/ca.pem"))) {
      new TestAuthority(folder.resolve("other"), "dns:else.example");
    }
    String database =
        "postgresql://"
            + url.replace("OTHERCA", folder.resolve("other/ca.pem").toString())
                .replace("=CA", "=" + folder.resolve("ca.pem"))
                .replace("PORT", Integer.toString(postgres.port()))
                .replace("PLAIN", Integer.toString(PostgresServer.shared().port()))
                .replace("SILENT", Integer.toString(silent))
                .replace("S3", Integer.toString(S3Server.shared().port()));
    CommandRun run = doctor(database, "s3://pictures", "http://127.0.0.1:1");
    says(run, "--database-url " + database + ": ", cause, remedy);
  }

  @Test
  void a_database_in_which_no_table_can_be_made_is_named() throws Exception {
    String bucket = "s3://" + S3Server.shared().newBucket();
    String endpoint = S3Server.shared().endpoint().toString();
    for (String[] each :
        new String[][] {
          {"poor@127.0.0.1:PORT/theirs", "may not create tables", "GRANT CREATE"},
          {"dalle@127.0.0.1:PORT/fixed", "read-only", "primary"}
        }) {
      String url = "postgresql://" + each[0].replace("PORT", Integer.toString(postgres.port()));
      String[] flags = {
        "--database-url=" + url,
        "--bucket=" + bucket,
        "--s3-endpoint=" + endpoint,
        "--s3-path-style=true"
      };
      CommandRun run = CommandRun.of(folder, flags, "doctor", "--fix");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.said()).contains(each[1]).contains(each[2]);
    }
  }

  @Test
  void a_database_without_a_connection_left_is_named() {
    postgres.execute("postgres", "ALTER ROLE poor CONNECTION LIMIT 0");
    try {
      String url = "postgresql://poor@127.0.0.1:" + postgres.port() + "/theirs";
      says(
          doctor(url, "s3://pictures", "http://127.0.0.1:1"),
          "--database-url " + url,
          "no connection left",
          "max_connections");
    } finally {
      postgres.execute("postgres", "ALTER ROLE poor CONNECTION LIMIT -1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s3://no-such-bucket | http://127.0.0.1:S3 | true | it does not exist | create it
          s3://pictures | http://127.0.0.1:1 | true | refuses connections | check that it runs
          s3://pictures | http://nohost.invalid | true | host is not known | check --s3-endpoint
          s3://pictures.invalid | http://store.invalid | false | host is not known | --s3-path-style=true
          s3://pictures | https://127.0.0.1:S3 | true | does not speak TLS | http in place of https
          s3://pictures | http://127.0.0.1:PORT | true | : | --s3-endpoint
          """)
  void a_fault_of_the_way_to_the_bucket_is_named_with_its_remedy(
      String bucket, String endpoint, String pathStyle, String cause, String remedy) {
    String url =
        endpoint
            .replace("S3", Integer.toString(S3Server.shared().port()))
            .replace("PORT", Integer.toString(postgres.port()));
    says(doctor(good, bucket, url, pathStyle), "--bucket " + bucket, cause, remedy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 | SignatureDoesNotMatch | does not belong to the access key | AWS_SECRET_ACCESS_KEY
          403 | InvalidAccessKeyId | does not know the access key | AWS_ACCESS_KEY_ID
          403 | AccessDenied | does not allow it to these credentials | PutObject
          403 | RequestTimeTooSkewed | clock of this machine differs | NTP
          403 | '' | the store answers 403 | AWS_ACCESS_KEY_ID
          400 | ExpiredToken | credentials have expired | renew
          400 | InvalidToken | session token is not valid | AWS_SESSION_TOKEN
          400 | AuthorizationHeaderMalformed | in another region | --s3-region
          301 | PermanentRedirect | in another region | --s3-region
          404 | NoSuchBucket | does not exist | create it
          400 | InvalidBucketName | no bucket of that name | --bucket
          501 | NotImplemented | cannot do what is asked | PutObject
          401 | Unauthorized | the store answers 401 | AWS_ACCESS_KEY_ID
          405 | MethodNotAllowed | the store answers 405 | --s3-endpoint
          404 | '' | the store answers 404 | --s3-endpoint
          """)
  void what_a_store_answers_is_named_with_its_remedy(
      int status, String code, String cause, String remedy) {
    MockResponse.Builder answer = new MockResponse.Builder().code(status);
    answer.body(
        code.isEmpty()
            ? "<html>no store</html>"
            : "<Error><Code>" + code + "</Code><Message>secret words</Message></Error>");
    MockResponse always = answer.build();
    store.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return always;
          }
        });
    CommandRun run = doctor(good, "s3://pictures", "http://127.0.0.1:" + store.getPort());
    says(run, "--bucket s3://pictures", cause, remedy);
    assertThat(run.said()).doesNotContain("secret words");
  }

  @Test
  void a_wrong_key_of_a_real_store_is_named() throws Exception {
    String bucket = "s3://" + S3Server.shared().newBucket();
    String endpoint = S3Server.shared().endpoint().toString();
    for (String property : List.of("aws.accessKeyId", "aws.secretAccessKey")) {
      String before = System.getProperty(property);
      System.setProperty(property, "wrong");
      try {
        String[] flags = {
          "--database-url=" + good,
          "--bucket=" + bucket,
          "--s3-endpoint=" + endpoint,
          "--s3-path-style=true"
        };
        CommandRun run = CommandRun.withPresentCredentials(folder, flags, "doctor");
        says(run, "--bucket " + bucket, "key", "AWS_ACCESS_KEY_ID");
      } finally {
        System.setProperty(property, before);
      }
    }
  }
}
