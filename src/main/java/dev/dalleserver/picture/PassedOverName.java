package dev.dalleserver.picture;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of files and folders that other programs leave in the folders of an operator: hidden
 * files, indexes of file managers and network drives, backups and locks of editors, unfinished
 * downloads, conflict copies of programs that synchronize, and copies such as {@code name
 * (1).json}. The server looks at none of them in any folder that it lists, and none is an error.
 */
public final class PassedOverName {
  /** Names that systems and network drives make, in lower case. */
  private static final Set<String> SYSTEM =
      Set.of(
          "thumbs.db",
          "ehthumbs.db",
          "ehthumbs_vista.db",
          "desktop.ini",
          "$recycle.bin",
          "recycler",
          "system volume information",
          "network trash folder",
          "temporary items",
          "lost+found",
          "aquota.user",
          "aquota.group",
          "__macosx",
          "icon\r",
          "sync.ffs_db");

  /** The extensions of backups, locks, links and unfinished files, in lower case. */
  private static final Pattern LEFTOVER =
      Pattern.compile(
          "bak[0-9]*|backup|old|orig|rej|save|sw[a-p]|tmp|temp|lock|lck"
              + "|part|partial|filepart|crdownload|opdownload|download|aria2|ffs_tmp|!sync|!ut"
              + "|rpmnew|rpmsave|rpmorig|dpkg-[a-z]+|ucf-[a-z]+|lnk|url|webloc");

  /** "name (1)", "name - Copy", "Copy of name", "name copy 2", "name (another copy)". */
  private static final Pattern COPY =
      Pattern.compile(
          "(copy|kopie|copie|copia|cópia) (\\([0-9]+\\) )?(of|von|de|di|van) .*"
              + "|.* \\([0-9]+\\)"
              + "|.* \\((another |[0-9]+(st|nd|rd|th) )?(copy|kopie|copie|copia|cópia)( [0-9]+)?\\)"
              + "|.* - (copy|kopie|copie|copia|cópia)( \\([0-9]+\\))?"
              + "|.* copy( [0-9]+)?");

  /** What programs that synchronize put into the name of one of two versions. */
  private static final Pattern CONFLICT =
      Pattern.compile(
          "\\.sync-conflict-|[(\\[][^()\\[\\]]*\\b(sf)?conflict(ed)?\\b[^)\\]]*+[)\\]]"
              + "|_conflict-[0-9]{8}-[0-9]{6}|\\.conflict\\b");

  private PassedOverName() {}

  /** Returns true for the name of a file or folder at which the server does not look. */
  public static boolean matches(String fileName) {
    if (fileName.isEmpty() || ".~#@".indexOf(fileName.charAt(0)) >= 0) {
      return true;
    }
    String name = fileName.toLowerCase(Locale.ROOT);
    String stem = stem(name);
    // The listings of a million pictures come through here: first what is cheap.
    return SYSTEM.contains(name)
        || isLeftover(name)
        || isLeftover(stem)
        || (name.contains("conflict") && CONFLICT.matcher(name).find())
        || (stem.indexOf(' ') > 0 && COPY.matcher(stem).matches());
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static boolean isLeftover(String name) {
    char last = name.charAt(name.length() - 1);
    int dot = name.lastIndexOf('.');
    return last == '~'
        || last == '#'
        || (dot > 0 && LEFTOVER.matcher(name).region(dot + 1, name.length()).matches());
  }
}
