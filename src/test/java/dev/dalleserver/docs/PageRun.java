package dev.dalleserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Does what a page says, from its beginning to its end, in one terminal. */
final class PageRun implements AutoCloseable {
  private static final Pattern LISTENS =
      Pattern.compile(" listens on http://127\\.0\\.0\\.1:(\\d+)\\R");

  /** Providers that pages name, which the fake stands in for. */
  private static final Pattern PROVIDERS =
      Pattern.compile(
          "https://(?:api\\.openai\\.com|my-resource\\.openai\\.azure\\.com|openrouter\\.ai/api)"
              + "|http://localai\\.example:8080");

  private static final String PROXY = "proxy.example:3128";
  private static final List<String> OPTIONAL_PROGRAMS =
      List.of("curl", "fish", "jq", "nginx", "node", "openssl", "python3", "systemd-analyze");

  private final Path page;
  private final Path scratch;
  private final Path checkout;
  private final FakeProvider provider;
  private final Shell shell;
  private final Map<Integer, Server> servers = new TreeMap<>();
  private int started;
  private String named = "";

  /** A server that the page has started. */
  private record Server(int process, int port) {}

  PageRun(Path page, Path folder) throws IOException {
    this.page = page;
    this.scratch = Files.createDirectories(folder.resolve("scratch"));
    this.checkout = Checkout.in(Files.createDirectories(folder.resolve("dalleserver")));
    this.provider = new FakeProvider(0, Map.of());
    Path home = Files.createDirectories(folder.resolve("home"));
    this.shell =
        new Shell(
            checkout,
            scratch,
            Map.of(
                "HOME",
                home.toString(),
                "TB_DALLE_PORT",
                "0",
                "OPENAI_BASE_URL",
                provider.baseUrl(),
                "DALLESERVER_JAVA_HOME",
                System.getProperty("java.home"),
                // An archive of classes needs a jar that holds them.
                "DALLESERVER_ARCHIVE",
                "off",
                "LC_ALL",
                "C.UTF-8"));
  }

  void run(MarkdownPage.Section section) throws Exception {
    OPTIONAL_PROGRAMS.stream()
        .filter(program -> calls(section, program))
        .forEach(program -> new Tool(program).need());
    for (Fence fence : section.fences()) {
      if (fence.isFile()) {
        Files.writeString(checkout.resolve(fence.fileName()), toReal(fence.text()));
      } else if (fence.isCommands()) {
        for (Command command : Command.of(fence)) {
          run(command);
        }
      }
    }
  }

  private static boolean calls(MarkdownPage.Section section, String program) {
    Pattern call =
        Pattern.compile("(?m)(^|[|;&(] ?|\\bsudo |\\buntil |\\bwhile |\\bif )" + program + "\\b");
    return section.fences().stream()
        .filter(Fence::isCommands)
        .flatMap(fence -> Command.of(fence).stream())
        .anyMatch(command -> call.matcher(command.text()).find());
  }

  private void run(Command command) throws Exception {
    if (command.runsTests()) {
      TestCommands.check(command.text());
    } else if (command.startsServer()) {
      startServer(command);
    } else {
      runToItsEnd(command);
    }
  }

  private void runToItsEnd(Command command) throws Exception {
    assertThat(shell.isAlive()).as("a command before %s has ended the shell", at(command)).isTrue();
    Shell.Ended ended = shell.run(toReal(command.text()), !command.compared());
    String output = toShown(ended.output());
    assertThat(ended.exitCode()).as("%s%n%s", at(command), output).isZero();
    if (command.compared()) {
      compare(command, output);
    }
  }

  private void startServer(Command command) throws Exception {
    stop(servers.remove(command.port()));
    started++;
    Path log = scratch.resolve("server-" + started);
    int process = shell.start(toFake(command.onFreePort()), log);
    Waiting.untilAsserted(
        () ->
            assertThat(log)
                .content()
                .as("%s%n%s", at(command), text(Shell.complaints(log)))
                .containsPattern(LISTENS));
    Matcher listens = LISTENS.matcher(Files.readString(log));
    assertThat(listens.find()).isTrue();
    servers.put(command.port(), new Server(process, Integer.parseInt(listens.group(1))));
    if (command.compared()) {
      ShownOutput shown = new ShownOutput(command.shown());
      Waiting.untilAsserted(
          () -> {
            String said = toShown(Files.readString(log));
            if (!shown.begins(said)) {
              compare(command, said);
            }
          });
    }
  }

  /** The shell makes the file a moment after it says that it has started something. */
  private static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private void stop(Server server) throws Exception {
    if (server != null) {
      assertThat(shell.stop(server.process())).as("the exit code of %s's server", page).isZero();
    }
  }

  private void compare(Command command, String output) {
    if (!new ShownOutput(command.shown()).fits(output)) {
      assertThat(output).as(at(command)).isEqualTo(String.join("\n", command.shown()));
    }
  }

  private String at(Command command) {
    return page + ":" + command.line() + " $ " + command.text();
  }

  /** Leads calls to the providers and the proxy of the page to the fake, which plays them all. */
  private String toFake(String text) {
    String origin = provider.baseUrl().replaceFirst("/v1$", "");
    Matcher first = PROVIDERS.matcher(text);
    named = first.find() ? first.group() : "";
    return PROVIDERS
        .matcher(text)
        .replaceAll(origin)
        .replace(PROXY, origin.replaceFirst("http://", ""));
  }

  private String toReal(String text) {
    String real = toFake(text);
    for (Map.Entry<Integer, Server> server : servers.entrySet()) {
      String shown = "\\b(127\\.0\\.0\\.1|localhost):" + server.getKey() + "\\b";
      real = real.replaceAll(shown, "127.0.0.1:" + server.getValue().port());
    }
    return real;
  }

  private String toShown(String output) {
    String shown = output.replace(checkout.toString(), "…");
    if (!named.isEmpty()) {
      shown = shown.replace(provider.baseUrl().replaceFirst("/v1$", ""), named);
    }
    for (Map.Entry<Integer, Server> server : servers.entrySet()) {
      shown =
          shown.replaceAll(
              "\\b127\\.0\\.0\\.1:" + server.getValue().port() + "\\b",
              "127.0.0.1:" + server.getKey());
    }
    return shown;
  }

  /** Stops the servers as a reader would; a page whose servers do not stop well is wrong too. */
  void end() throws Exception {
    for (Server server : servers.values()) {
      stop(server);
    }
    servers.clear();
  }

  @Override
  public void close() {
    shell.close();
    provider.close();
  }
}
