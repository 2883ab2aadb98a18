package dev.dalleserver.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The {@code make} command: the pictures of all addresses of a file. */
public final class MakeCommand {
  /** The output of {@code make --help}. */
  public static final String HELP =
      """
      Makes the pictures of all addresses of a file, as a collection, and waits for the end.

      Usage: ./run.sh make SERIES FILE [flags]     or: java -jar dalleserver.jar make ...

        FILE has an address a line, in any case; - is the standard input. What follows # is a
        comment. What is there is not made again.

        --server <url>
            a running server that makes them; without it this command is a server of its own,
            with the settings of the server: --data-dir, OPENAI_API_KEY and all others

        --token-file <file>
            the token of that server

        --name <text>
            a name for the collection (default: that of the file)

        --add-to <id>
            a collection of this series that gets the addresses which it does not have yet,
            instead of a new one

      Exits with 0 when all are there, with 1 when some have failed or the making was paused,
      and with 2 when the list cannot be used. Ended before that, it goes on in the running
      server, or with the next start on the same data directory.
      """;

  private static final int FAILED = 1;
  private static final int UNUSABLE = 2;
  private static final int SHOWN_WRONG = 20;
  private static final int PAGE = 1000;
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final CollectionClient client;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  /**
   * @param terminal whether {@code err} is one
   */
  public MakeCommand(CollectionClient client, PrintStream out, PrintStream err, boolean terminal) {
    this.client = client;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /**
   * Makes the pictures, and returns the exit code.
   *
   * @param name of a new collection
   * @param collection the id of the one that gets the addresses instead
   */
  public int run(String series, Path file, String name, Optional<String> collection) {
    if (collection.filter(id -> !id.matches("col_[0-9a-z_]{1,40}")).isPresent()) {
      err.println("dalleserver: " + collection.get() + " is not the id of a collection");
      return UNUSABLE;
    }
    String path =
        collection
            .map(id -> "/collections/" + id + "/addresses?series=" + encode(series))
            .orElseGet(() -> "/collections?series=" + encode(series) + "&name=" + encode(name));
    JsonNode created;
    try {
      byte[] list =
          file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(file);
      created = client.post(path, list);
    } catch (IOException e) {
      err.println("dalleserver: " + file + " cannot be read: " + PlainReason.of(e));
      return UNUSABLE;
    } catch (CommandException e) {
      err.println("dalleserver: " + e.getMessage());
      return UNUSABLE;
    }
    try {
      tell(created);
      return follow("/collections/" + created.path("id").asText());
    } catch (CommandException e) {
      err.println("dalleserver: " + e.getMessage());
      return FAILED;
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void tell(JsonNode created) {
    err.println(
        "%s: %d addresses, %d there already, %d repeated, %d wrong; %d images to pay for"
            .formatted(
                created.path("id").asText(),
                created.path("accepted").asInt(),
                created.path("present").asInt(),
                created.path("duplicates").asInt(),
                created.path("invalidCount").asInt(),
                created.path("toPay").asInt()));
    int shown = 0;
    for (JsonNode wrong : created.path("invalid")) {
      if (shown++ < SHOWN_WRONG) {
        err.println(
            "  line %d: %s: %s"
                .formatted(
                    wrong.path("line").asInt(),
                    wrong.path("value").asText(),
                    wrong.path("reason").asText()));
      }
    }
    int more = created.path("invalidCount").asInt() - Math.min(shown, SHOWN_WRONG);
    if (more > 0) {
      err.println("  and " + more + " more");
    }
  }

  private int follow(String path) throws CommandException {
    ProgressLine progress = new ProgressLine(err, terminal);
    JsonNode now = client.get(path + "?limit=1");
    while (now.path("state").asText().equals("running")) {
      progress.show(now);
      LockSupport.parkNanos(INTERVAL.toNanos());
      now = client.get(path + "?limit=1");
    }
    progress.show(now);
    progress.end();
    printFailures(path);
    boolean paused = now.path("state").asText().equals("paused");
    if (paused) {
      err.println("dalleserver: paused: " + now.path("reason").asText());
    }
    return paused || now.path("failed").asInt() > 0 ? FAILED : 0;
  }

  /** Prints each address that has failed, and why, for programs too. */
  private void printFailures(String path) throws CommandException {
    String cursor = "0";
    while (!cursor.isEmpty()) {
      JsonNode page = client.get(path + "?limit=" + PAGE + "&cursor=" + cursor);
      for (JsonNode failure : page.path("failures")) {
        out.println(
            failure.path("address").asText()
                + "\t"
                + failure.path("errorCode").asText()
                + "\t"
                + failure.path("error").asText());
      }
      cursor = page.path("nextCursor").asText();
    }
    out.flush();
  }
}
