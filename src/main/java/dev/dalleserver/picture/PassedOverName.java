package dev.dalleserver.picture;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of files and folders that other programs leave in the folders of an operator: hidden
 * files, indexes of file managers and network drives, backups and locks of editors, unfinished
 * downloads, and copies such as {@code name (1).json}. The server looks at none of them in any
 * folder that it lists, and none is an error.
 */
public final class PassedOverName {
  /** Names that systems and network drives make, in lower case. */
  private static final Set<String> SYSTEM =
      Set.of(
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "$recycle.bin",
          "system volume information",
          "lost+found",
          "__macosx",
          "icon\r",
          "@tmp");

  /** The ends of backups, locks and unfinished files, in lower case. */
  private static final Pattern LEFTOVER =
      Pattern.compile(".*(~|#|\\.(bak|old|orig|rej|swp|swo|swx|tmp|temp|crdownload|download))");

  /** "name (1).json", "name - Copy.json", "Copy of name.json", "name copy 2.json". */
  private static final Pattern COPY =
      Pattern.compile("(copy of .*|.* \\([0-9]+\\)|.* - copy( \\([0-9]+\\))?|.* copy( [0-9]+)?)");

  private PassedOverName() {}

  /** Returns true for the name of a file or folder at which the server does not look. */
  public static boolean matches(String fileName) {
    if (fileName.isEmpty() || ".~#@".indexOf(fileName.charAt(0)) >= 0) {
      return true;
    }
    String name = fileName.toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return SYSTEM.contains(name)
        || LEFTOVER.matcher(name).matches()
        || name.contains(".sync-conflict-")
        || COPY.matcher(dot > 0 ? name.substring(0, dot) : name).matches();
  }
}
