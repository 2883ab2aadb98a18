package dev.dalleserver.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command that a page tells its readers to type.
 *
 * @param line where it stands, from 1
 * @param text may have several lines
 * @param shown what the page says that it prints
 * @param compared whether the page says so at all
 */
record Command(int line, String text, List<String> shown, boolean compared) {
  private static final Pattern SERVER =
      Pattern.compile(
          "(?:[A-Z_]+=\\S*\\s+)*(?:\\./run\\.sh|java -jar \\S+\\.jar)"
              + "(?:\\s+--[a-z-]+(?:[= ]\\s*[^-\\s#]\\S*)?)*\\s*(?:#.*)?");
  private static final Pattern PORT = Pattern.compile("--port[= ](\\d+)");
  private static final Pattern TESTS =
      Pattern.compile("(?s)\\s*\\./run\\.sh (test|chaos|attack|soak|bench)\\b.*");
  private static final int USUAL_PORT = 8080;

  Command {
    shown = List.copyOf(shown);
  }

  /** The commands of a block, in order. */
  static List<Command> of(Fence fence) {
    return fence.language().equals("console") ? ofConsole(fence) : ofScript(fence);
  }

  private static List<Command> ofConsole(Fence fence) {
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < fence.lines().size(); i++) {
      String line = fence.lines().get(i);
      if (line.startsWith("$ ")) {
        commands.add(new Command(fence.line() + i, line.substring(2), List.of(), true));
      } else if (commands.isEmpty()) {
        throw new IllegalArgumentException("line " + (fence.line() + i) + ": output of nothing");
      } else {
        commands.set(commands.size() - 1, commands.get(commands.size() - 1).and(line));
      }
    }
    return commands;
  }

  private Command and(String next) {
    if (next.startsWith("> ") && shown.isEmpty()) {
      return new Command(line, text + "\n" + next.substring(2), shown, true);
    }
    List<String> more = new ArrayList<>(shown);
    more.add(next);
    return new Command(line, text, more, true);
  }

  /** A script is one command, but for the lines that start servers or tests. */
  private static List<Command> ofScript(Fence fence) {
    List<Command> commands = new ArrayList<>();
    List<String> gathered = new ArrayList<>();
    for (int i = 0; i <= fence.lines().size(); i++) {
      Command next =
          i < fence.lines().size()
              ? new Command(fence.line() + i, fence.lines().get(i), List.of(), false)
              : new Command(fence.line() + i, "", List.of(), false);
      boolean ends = i == fence.lines().size() || next.startsServer() || next.runsTests();
      if (ends && !gathered.isEmpty()) {
        commands.add(
            new Command(
                fence.line() + i - gathered.size(), String.join("\n", gathered), List.of(), false));
        gathered.clear();
      }
      if (next.startsServer() || next.runsTests()) {
        commands.add(next);
      } else {
        gathered.add(next.text());
      }
    }
    return commands;
  }

  /** Whether it runs until it is stopped. */
  boolean startsServer() {
    return SERVER.matcher(text.strip()).matches()
        && !text.contains("--help")
        && !text.contains("--version");
  }

  /** Whether it runs this very test too, so that it cannot be run by it. */
  boolean runsTests() {
    return TESTS.matcher(text).matches();
  }

  /** Where the page says that the server listens. */
  int port() {
    Matcher port = PORT.matcher(text);
    return port.find() ? Integer.parseInt(port.group(1)) : USUAL_PORT;
  }

  /** The same on a free port. */
  String onFreePort() {
    return PORT.matcher(text.replaceFirst("\\s#.*", "")).replaceAll("--port 0");
  }
}
