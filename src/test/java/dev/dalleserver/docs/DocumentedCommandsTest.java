package dev.dalleserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Every command of every page is run, and what the page shows of its output is true. */
@DisabledOnOs(OS.WINDOWS)
class DocumentedCommandsTest {
  private static final Pattern SUBCOMMAND = Pattern.compile("\\./run\\.sh ([a-z][a-z-]*)");

  @TempDir private static Path folder;
  private static final List<PageRun> OPEN = new ArrayList<>();

  @AfterAll
  static void close_the_terminals() {
    OPEN.forEach(PageRun::close);
    OPEN.clear();
  }

  @TestFactory
  Stream<DynamicContainer> commands_do_what_pages_say() {
    return MarkdownPage.all().stream()
        .filter(page -> page.sections().stream().anyMatch(MarkdownPage.Section::hasCommands))
        .map(this::commandsOf);
  }

  private DynamicContainer commandsOf(MarkdownPage page) {
    List<DynamicTest> tests = new ArrayList<>();
    PageRun[] run = new PageRun[1];
    tests.add(
        DynamicTest.dynamicTest(
            "is begun",
            () -> {
              run[0] = new PageRun(page.path(), Files.createTempDirectory(folder, "page"));
              OPEN.add(run[0]);
            }));
    for (MarkdownPage.Section section : page.sections()) {
      if (section.hasCommands()) {
        tests.add(DynamicTest.dynamicTest(section.title(), () -> run[0].run(section)));
      }
    }
    tests.add(DynamicTest.dynamicTest("is ended", () -> run[0].end()));
    return DynamicContainer.dynamicContainer(page.path().toString(), tests);
  }

  @TestFactory
  Stream<DynamicTest> commands_within_sentences_exist() {
    return MarkdownPage.all().stream()
        .map(page -> DynamicTest.dynamicTest(page.path().toString(), () -> checkInline(page)));
  }

  private static void checkInline(MarkdownPage page) throws Exception {
    String script = Files.readString(Path.of("run.sh"));
    for (String code : page.inlineCode()) {
      Matcher subcommand = SUBCOMMAND.matcher(code);
      while (subcommand.find()) {
        assertThat(script).as(code).containsPattern("(?m)^  " + subcommand.group(1) + "\\)");
      }
      if (code.startsWith("./run.sh ")) {
        TestCommands.check(code);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> blocks_that_another_test_runs_name_one_that_reads_the_page() {
    return MarkdownPage.all().stream()
        .flatMap(
            page ->
                page.sections().stream()
                    .flatMap(section -> section.fences().stream())
                    .map(Fence::runBy)
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .map(name -> readsPage(name, page.path())));
  }

  private static DynamicTest readsPage(String test, Path page) {
    return DynamicTest.dynamicTest(
        test + " " + page,
        () -> {
          Path source = TestCommands.source(test);
          assertThat(source).content().contains("HandedBlocks.of(", "\"" + page + "\"");
        });
  }
}
