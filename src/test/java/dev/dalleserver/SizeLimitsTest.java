package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How large a file, a method, a constructor and a package may become. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SizeLimitsTest {
  private static final Path MAIN = Path.of("src", "main", "java");
  private static final Path TESTS = Path.of("src", "test", "java");
  private static final int FILE_LINES = 400;

  /** Tests of one subject stay together. */
  private static final int TEST_FILE_LINES = 800;

  private static final int METHOD_LINES = 40;
  private static final int CONSTRUCTOR_PARAMETERS = 7;
  private static final int PACKAGE_CLASSES = 40;

  private final List<String> longMethods = new ArrayList<>();
  private final List<String> wideConstructors = new ArrayList<>();
  private int methods;

  @BeforeAll
  void readMethods() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources(MAIN)));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new Measure(unit, positions).scan(unit, null);
      }
    }
  }

  /** Looks at all methods and constructors of one file. */
  private final class Measure extends TreePathScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    Measure(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      ClassTree owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      LineMap lines = unit.getLineMap();
      long first = lines.getLineNumber(positions.getStartPosition(unit, method));
      long last = lines.getLineNumber(positions.getEndPosition(unit, method));
      String name = unit.getSourceFile().getName() + ":" + first + " " + method.getName();
      methods++;
      if (last - first + 1 > METHOD_LINES) {
        longMethods.add(name + " has " + (last - first + 1) + " lines");
      }
      // A record names its parts, and each constant of an enum is a row of a table.
      int parameters = method.getParameters().size();
      if (method.getName().contentEquals("<init>")
          && owner.getKind() == Tree.Kind.CLASS
          && parameters > CONSTRUCTOR_PARAMETERS) {
        wideConstructors.add(name + " has " + parameters + " parameters");
      }
      return super.visitMethod(method, nothing);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static List<String> longerThan(int limit, Path root) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources(root)) {
      int lines = Files.readAllLines(file).size();
      if (lines > limit) {
        found.add(file + " has " + lines + " lines");
      }
    }
    return found;
  }

  @Test
  void files_are_short() throws IOException {
    assertThat(longerThan(FILE_LINES, MAIN)).isEmpty();
    assertThat(longerThan(TEST_FILE_LINES, TESTS)).isEmpty();
  }

  @Test
  void methods_are_short() {
    assertThat(methods).isGreaterThan(1000);
    assertThat(longMethods).isEmpty();
  }

  @Test
  void constructors_take_few_parameters() {
    assertThat(wideConstructors).isEmpty();
  }

  /** The descriptions of packages do not count. */
  @Test
  void packages_have_few_classes() throws IOException {
    Map<String, Integer> classes = new TreeMap<>();
    for (Path file : sources(MAIN)) {
      if (!file.endsWith("package-info.java")) {
        classes.merge(String.valueOf(MAIN.relativize(file).getParent()), 1, Integer::sum);
      }
    }
    classes.values().removeIf(count -> count <= PACKAGE_CLASSES);
    assertThat(classes).isEmpty();
  }
}
