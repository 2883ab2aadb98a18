package dev.dalleserver.cli;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The signal SIGHUP. Operators send it to have settings read again; the kernel sends it when the
 * terminal of a program has closed.
 */
public final class HangupSignal {
  private static final List<Path> STREAMS =
      List.of(Path.of("/proc/self/fd/0"), Path.of("/proc/self/fd/1"), Path.of("/proc/self/fd/2"));
  private static final String REMOVED = " (deleted)";

  private HangupSignal() {}

  /**
   * Calls {@code onReload} at each such signal, and {@code onTerminalLost} at one after the
   * process's terminal has closed; each on a thread that it must not block.
   *
   * @return false where there is no such signal, and where it is used or ignored otherwise; the
   *     signal does then what it did before
   */
  public static boolean handle(Runnable onReload, Runnable onTerminalLost) {
    try {
      // By name: the compiler does not show these classes, and another Java may not have them.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object reloads =
          Proxy.newProxyInstance(
              HangupSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, args) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      (hasLostTerminal() ? onTerminalLost : onReload).run();
                      yield null;
                    }
                    case "equals" -> proxy == args[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "reload at SIGHUP";
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), reloads);
      return true;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError unavailable) {
      return false;
    }
  }

  /** Returns true when a standard stream was a terminal that is gone. */
  private static boolean hasLostTerminal() {
    return STREAMS.stream().anyMatch(HangupSignal::isLostTerminal);
  }

  private static boolean isLostTerminal(Path stream) {
    try {
      String target = Files.readSymbolicLink(stream).toString();
      return TerminalDetector.isTerminal(target)
          && (target.endsWith(REMOVED) || !Files.exists(Path.of(target)));
    } catch (IOException | UnsupportedOperationException notLinux) {
      return false;
    }
  }
}
