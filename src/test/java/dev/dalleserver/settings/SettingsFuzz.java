package dev.dalleserver.settings;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@code .env} file, and what is typed behind the command. */
public final class SettingsFuzz {
  private static final Path NOWHERE = Path.of("target", "no-such-folder");

  private SettingsFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(FuzzedDataProvider data) {
    List<String> args = new ArrayList<>();
    for (int left = data.consumeInt(0, 4); left > 0; left--) {
      args.add(data.consumeString(40));
    }
    LoadOutcome outcome = new SettingsLoader(Map.of(), NOWHERE).load(args);
    if (outcome instanceof LoadOutcome.Rejected rejected) {
      rejected.problems().forEach(SettingsFuzz::checkLine);
    }
    DotEnv.parse(data.consumeRemainingAsBytes(), ".env")
        .problems()
        .forEach(SettingsFuzz::checkLine);
  }

  private static void checkLine(String problem) {
    if (problem.chars().anyMatch(Character::isISOControl)) {
      throw new AssertionError("a problem that is more than a line: " + problem);
    }
  }
}
