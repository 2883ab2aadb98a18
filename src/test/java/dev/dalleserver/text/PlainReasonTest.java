package dev.dalleserver.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlainReasonTest {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** What has the form of two numbers, so that the parser complains about a value. */
  private record Pair(int one, List<Integer> two) {}

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(new NoSuchFileException("/a/b"), "there is no such file or folder"),
        Arguments.of(new AccessDeniedException("/a/b"), "permission denied"),
        Arguments.of(
            new FileSystemException("/a/b", null, "No space left on device"),
            "No space left on device"),
        Arguments.of(new FileSystemException("/a/b"), "the file system refused it"),
        Arguments.of(new FileNotFoundException("/a/b (Permission denied)"), "Permission denied"),
        Arguments.of(
            new UnknownHostException("example.invalid"), "example.invalid cannot be resolved"),
        Arguments.of(new ConnectException("Connection refused"), "Connection refused"),
        Arguments.of(new ClosedChannelException(), "it was closed meanwhile"),
        Arguments.of(new SocketTimeoutException("timeout"), "no answer in time"),
        Arguments.of(new MalformedInputException(1), "no text in UTF-8"),
        Arguments.of(new EOFException(), "it ended too early"),
        Arguments.of(new FileAlreadyExistsException("/a"), "it exists already"),
        Arguments.of(new NotDirectoryException("/a"), "it is not a folder"),
        Arguments.of(new DirectoryNotEmptyException("/a"), "the folder is not empty"),
        Arguments.of(new FileSystemLoopException("/a"), "its links lead in a circle"),
        Arguments.of(
            new AtomicMoveNotSupportedException("/a", "/b", null),
            "it cannot be renamed to another disk"),
        Arguments.of(new OutOfMemoryError("Java heap space"), "there is no memory for it"),
        Arguments.of(new StackOverflowError(), "it is nested too deeply"),
        Arguments.of(new TimeoutException("x"), "it took too long"),
        Arguments.of(new ReadOnlyFileSystemException(), "the file system is read-only"),
        Arguments.of(
            new InvalidPathException("a", "Nul character"),
            "its name cannot be the name of a file here"),
        Arguments.of(new AssertionError("a fault"), "an unexpected fault"),
        Arguments.of(new ExecutionException("said by a library", null), "said by a library"),
        Arguments.of(new CompletionException(new EOFException()), "it ended too early"),
        Arguments.of(new IOException("wrapped", new EOFException()), "wrapped"),
        Arguments.of(null, "an unexpected fault"),
        Arguments.of(new IOException("longer than 5 bytes"), "longer than 5 bytes"),
        Arguments.of(new IOException((String) null), "an unexpected fault"),
        Arguments.of(
            new SSLHandshakeException(
                "PKIX path building failed:"
                    + " sun.security.provider.certpath.SunCertPathBuilderException: unable to find"
                    + " valid certification path"),
            "PKIX path building failed: unable to find valid certification path"),
        Arguments.of(
            new IOException("java.util.concurrent.TimeoutException: too slow"), "too slow"),
        Arguments.of(new IllegalStateException("Foo.bar() is not x"), "an unexpected fault"),
        Arguments.of(
            new UncheckedIOException(new NoSuchFileException("x")),
            "there is no such file or folder"),
        Arguments.of(
            new ExecutionException(new ConnectException("Connection refused")),
            "Connection refused"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void says_what_happened_without_the_names_of_classes_and_files(Throwable fault, String reason) {
    assertThat(PlainReason.of(fault)).isEqualTo(reason);
  }

  @Test
  void clients_are_never_told_a_path() {
    assertThat(PlainReason.withoutPath(new IOException("a/b is broken")))
        .isEqualTo("the disk refused it");
    assertThat(PlainReason.withoutPath(new IOException("C:\\b is broken")))
        .isEqualTo("the disk refused it");
    assertThat(PlainReason.withoutPath(new IOException("it is broken"))).isEqualTo("it is broken");
  }

  static Stream<Arguments> documents() {
    return Stream.of(
        Arguments.of("{\"a\": x}", "no JSON"),
        Arguments.of("{\"a\" 1}", "no JSON: an unexpected '1' at line 1, column 6"),
        Arguments.of("{\"one\": \"x\"}", "the JSON has another form than expected"),
        Arguments.of("{\"two\": [1, {}]}", "the JSON has another form than expected"),
        Arguments.of("{\"three\": 1}", "the JSON has another form than expected"),
        Arguments.of("[".repeat(2000), "the JSON is nested too deeply"),
        Arguments.of("{\"one\": ", "the JSON ends within a value"),
        Arguments.of("", "the JSON"));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void says_where_json_is_broken_without_the_words_of_the_parser(String document, String reason) {
    IOException fault =
        assertThrows(
            IOException.class,
            () -> {
              JSON.readTree(document.getBytes(UTF_8));
              JSON.readValue(document, Pair.class);
            });
    assertThat(PlainReason.of(fault))
        .startsWith(reason)
        .doesNotContain("Source", "through reference chain", "jackson", "code ", "Stream", "Pair");
    assertThat(PlainReason.of(new JsonMappingException(null, "com.fasterxml.jackson.X")))
        .isEqualTo("the JSON has another form than expected");
  }

  @Test
  void names_the_file_where_that_is_asked_for(@TempDir Path folder) {
    Path missing = folder.resolve("missing");
    IOException fault =
        assertThrows(
            IOException.class, () -> Files.newByteChannel(missing).read(ByteBuffer.allocate(1)));
    assertThat(PlainReason.withFile(fault))
        .isEqualTo(missing + ": there is no such file or folder");
  }
}
