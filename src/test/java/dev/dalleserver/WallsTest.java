package dev.dalleserver;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.dalleserver.tasks.TaskScheduler;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Blocker;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of architecture: which package imports which. */
class WallsTest {
  private static final String ROOT = "dev.dalleserver";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** The painter without what connects it to the server. */
  private static final Set<String> ENGINE =
      Set.of(
          "painting.canvas",
          "painting.figure",
          "painting.finish",
          "painting.scene",
          "painting.scenery",
          "painting.study",
          "painting.technique");

  /** Where alone a library or the JDK's graphics may be used; the root is the empty name. */
  private static final Map<String, Set<String>> ONLY_IN =
      Map.ofEntries(
          Map.entry("io.javalin..", Set.of("web", "")),
          Map.entry("org.eclipse.jetty..", Set.of("web", "")),
          Map.entry("jakarta.servlet..", Set.of("web", "")),
          Map.entry(
              "okhttp3..",
              Set.of(
                  "a1111", "comfyui", "gpu", "names", "openai", "outbound", "sdcpp", "webhooks")),
          Map.entry("okio..", Set.of("comfyui", "gpu", "openai", "webhooks")),
          Map.entry("io.github.adraffy..", Set.of("names")),
          Map.entry("dev.failsafe..", Set.of("resilience")),
          Map.entry("java.awt..", Set.of("painting")),
          Map.entry("javax.imageio..", Set.of("painting")),
          Map.entry("com.twelvemonkeys..", Set.of("painting")),
          Map.entry("java.sql..", Set.of("cluster")),
          Map.entry("org.postgresql..", Set.of("cluster.postgres")),
          Map.entry("com.zaxxer..", Set.of("cluster.postgres")),
          Map.entry("org.flywaydb..", Set.of("cluster.postgres")),
          Map.entry("software.amazon..", Set.of("cluster.s3")),
          Map.entry("io.prometheus..", Set.of("metrics")));

  /** The packages that know that there is a disk; the root is the empty name. */
  private static final Set<String> PATHS_IN =
      Set.of(
          "storage",
          "settings",
          "settings.files",
          "cli",
          "commands",
          "doctor",
          "migration",
          // The cache of objects, which is named by hashes and can be deleted at any time.
          "cluster.s3",
          "cluster.transfer",
          "");

  /** The classes of other packages that use paths, each with its reason. */
  private static final Map<String, String> PATHS_OF =
      Map.ofEntries(
          Map.entry("avatars.ScaledFiles", "a cache on disk, by hashes"),
          Map.entry("collections.CollectionFiles", "embedded implementation of a port"),
          Map.entry("series.ClasspathResources", "the JDK lists resources by paths"),
          Map.entry("telemetry.JournalOutput", "a file of the kernel's"),
          Map.entry("web.server.Limits", "a file of the kernel's"),
          Map.entry("series.AttributeDatabases", "the operator's own tables, read at the start"),
          Map.entry("series.SeriesCatalog", "commands read the series of a directory at rest"),
          Map.entry("series.LocalSeriesRepository", "embedded implementation of a port"),
          Map.entry("series.SeriesWatch", "part of that implementation"),
          Map.entry("series.UserFiles", "part of that implementation"));

  /** The classes that may ask for the name of a class; none of it is of a library. */
  private static final String[] NAMES_CLASSES = {
    "dev.dalleserver.text.PlainReason",
    // Parts of this server, in its own log.
    "dev.dalleserver.ShutdownSequence",
    // The key of a cache.
    "dev.dalleserver.painting.scene.Records"
  };

  /** Methods that send a body on the calling thread, or make the framework do so. */
  private static final Set<String> BLOCKING =
      Set.of(
          "getOutputStream",
          "getWriter",
          "sendRedirect",
          "outputStream",
          "result",
          "json",
          "html",
          "jsonStream",
          "writeJsonStream",
          "writeSeekableStream",
          "redirect",
          "render",
          "asOutputStream",
          "asBufferedOutputStream");

  @Test
  void each_package_imports_what_the_table_says() {
    Map<String, Set<String>> imports = new TreeMap<>();
    for (JavaClass type : CLASSES) {
      String room = shortName(type.getPackageName());
      Set<String> others = imports.computeIfAbsent(room, name -> new TreeSet<>());
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName())
          .filter(other -> other.startsWith(ROOT))
          .map(WallsTest::shortName)
          .filter(other -> !other.equals(room))
          .forEach(others::add);
    }
    imports.remove("");
    assertThat(imports).isEqualTo(new TreeMap<>(ImportTable.IMPORTS));
  }

  @Test
  void the_painters_engine_imports_nothing_of_the_server() {
    assertThat(ImportTable.IMPORTS.keySet()).containsAll(ENGINE);
    assertThat(ENGINE)
        .allSatisfy(room -> assertThat(ImportTable.IMPORTS.get(room)).as(room).isSubsetOf(ENGINE));
  }

  @TestFactory
  Stream<DynamicTest> each_library_is_used_only_where_it_lives() {
    return ONLY_IN.entrySet().stream()
        .map(
            library ->
                DynamicTest.dynamicTest(
                    library.getKey(), () -> assertHome(library.getKey(), library.getValue())));
  }

  private static void assertHome(String library, Set<String> homes) {
    String[] packages = homes.stream().map(WallsTest::within).toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  /** What the server makes is named by an {@code ArtifactId}, and may lie elsewhere. */
  @Test
  void only_packages_that_know_of_a_disk_and_named_classes_use_paths() {
    Set<String> users = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      boolean uses =
          type.getDirectDependenciesFromSelf().stream()
              .anyMatch(
                  dependency ->
                      dependency
                          .getTargetClass()
                          .getBaseComponentType()
                          .isEquivalentTo(Path.class));
      if (uses && !PATHS_IN.contains(shortName(type.getPackageName()))) {
        users.add(shortName(type.getName()).replaceFirst("\\$.*", ""));
      }
    }
    assertThat(users).isEqualTo(new TreeSet<>(PATHS_OF.keySet()));
  }

  /** All others see an {@code ArtifactStore}, which may be another one. */
  @Test
  void only_the_root_and_the_index_of_the_disk_know_that_artifacts_are_files() {
    noClasses()
        .that()
        .resideOutsideOfPackages(within("storage"), within("gallery"), ROOT)
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.dalleserver.storage.LocalArtifacts")
        .check(CLASSES);
  }

  /** One class handles links, pipes and races, so all access must go through it. */
  @Test
  void only_the_walker_lists_folders() {
    noClasses()
        .that(
            areNone(
                "dev.dalleserver.storage.FolderHandle",
                // The program's own resources, where it runs from a folder of classes.
                "dev.dalleserver.series.ClasspathResources",
                // Copies of objects in a folder of their own, by hash.
                "dev.dalleserver.cluster.s3.ObjectCache",
                "dev.dalleserver.cluster.s3.BucketSpool",
                // A folder of a command's own, with such copies.
                "dev.dalleserver.TemporaryFolder",
                // The kernel's list of open files.
                "dev.dalleserver.web.server.Limits"))
        .should()
        .callMethodWhere(
            target(owner(type(Files.class)))
                .and(target(nameMatching("walk|walkFileTree|list|find|newDirectoryStream"))))
        .orShould()
        .callMethodWhere(
            target(owner(type(File.class))).and(target(nameMatching("list|listFiles"))))
        .orShould()
        .callMethodWhere(target(name("newDirectoryStream")))
        .check(CLASSES);
  }

  /**
   * A listing leaves out what other programs leave, unless its code cleans a folder up or accounts
   * for every file.
   */
  @Test
  void only_code_that_cleans_up_or_accounts_for_every_file_sees_the_files_of_other_programs() {
    noClasses()
        .that(
            areNone(
                "dev.dalleserver.storage.FolderHandle",
                "dev.dalleserver.storage.ConfinedTree",
                // Empties .tmp, whose names begin with a dot.
                "dev.dalleserver.storage.DataDirectory",
                // Removes a batch with all its files.
                "dev.dalleserver.storage.FileStore",
                // Removes unfinished received files, which end in .part.
                "dev.dalleserver.storage.Spool",
                // Report what those have left, and what becomes of each file.
                "dev.dalleserver.doctor.Doctor",
                "dev.dalleserver.doctor.PictureFolder",
                "dev.dalleserver.migration.OriginalTree",
                "dev.dalleserver.cluster.transfer.SourceDirectory"))
        .should()
        .callMethodWhere(target(nameMatching("allEntries|allNames")))
        .check(CLASSES);
  }

  @Test
  void only_the_walker_and_the_readers_of_named_files_open_and_change_files() {
    noClasses()
        .that(
            areNone(
                "dev.dalleserver.storage.FolderHandle",
                // An interrupt must not close a stream that receives what is paid for.
                "dev.dalleserver.storage.SpooledFile",
                "dev.dalleserver.cluster.s3.IncomingObject",
                // Copies of objects in a folder of their own, by hash.
                "dev.dalleserver.cluster.s3.ObjectCache",
                "dev.dalleserver.cluster.s3.BucketSpool",
                "dev.dalleserver.TemporaryFolder",
                "dev.dalleserver.cluster.s3.BucketObjects",
                "dev.dalleserver.cluster.s3.LocalFolders",
                // Standard error, when there is no memory for anything else.
                "dev.dalleserver.tasks.FatalErrors",
                // Files that the operator names: keys, and .env.
                "dev.dalleserver.settings.files.NamedFile",
                // The root, and the lock after looking what it is.
                "dev.dalleserver.storage.DataDirectory",
                // A file of the kernel's.
                "dev.dalleserver.web.server.Limits",
                // Files and a new directory that the operator names.
                "dev.dalleserver.CollectionCommands",
                "dev.dalleserver.commands.MakeCommand",
                "dev.dalleserver.commands.ExportCollectionCommand",
                // Writes a file to a path that the build gives.
                "dev.dalleserver.cli.ContactSheetCommand"))
        .should()
        .callMethodWhere(
            target(owner(type(Files.class)))
                .and(
                    target(
                        nameMatching(
                            "readAll.*|readString|lines|new(Input|Output)Stream|newByteChannel"
                                + "|newBuffered.*|write.*|copy|create.*|delete.*|move|set.*"))))
        .orShould()
        .callMethodWhere(target(owner(assignableTo(FileChannel.class))).and(target(name("open"))))
        .orShould()
        .callConstructorWhere(
            target(
                owner(
                    anyOf(
                        FileInputStream.class,
                        FileOutputStream.class,
                        RandomAccessFile.class,
                        FileReader.class,
                        FileWriter.class))))
        .check(CLASSES);
  }

  /**
   * An exception of the JDK or of a library says what its authors need: names of classes, of
   * settings, of paths. One class turns it into a sentence.
   */
  @Test
  void only_one_class_puts_the_message_of_a_foreign_exception_into_words() {
    DescribedPredicate<JavaClass> foreign =
        DescribedPredicate.describe(
            "exceptions of the JDK and of libraries",
            type ->
                type.isAssignableTo(Throwable.class) && !type.getPackageName().startsWith(ROOT));
    noClasses()
        .that(
            areNone(
                "dev.dalleserver.text.PlainReason",
                // Reads the name of a member that is there twice; shows nothing else.
                "dev.dalleserver.web.http.JsonBody",
                // The framework's words for a status, such as "Bad Request".
                "dev.dalleserver.web.http.ErrorMapping",
                // What the tool that keeps the schema finds wrong with it, in its words.
                "dev.dalleserver.cluster.postgres.Schema",
                "dev.dalleserver.cluster.DatabaseFault",
                // Recognizes what a bucket lacks, which the library tells only so; shows none of
                // it.
                "dev.dalleserver.cluster.s3.BucketFault",
                // Its own message, which is never null.
                "dev.dalleserver.jobs.JobException"))
        .should()
        .callMethodWhere(
            target(owner(foreign))
                .and(
                    target(
                        nameMatching(
                            "getMessage|getLocalizedMessage|getOriginalMessage|getReason"
                                + "|toString"))))
        .check(CLASSES);
    noClasses()
        .that(areNone(NAMES_CLASSES))
        .should()
        .callMethodWhere(
            // A constant is the name of an attribute of a request.
            DescribedPredicate.describe(
                "getName or getSimpleName outside of a constant",
                call ->
                    call.getTargetOwner().isEquivalentTo(Class.class)
                        && call.getName().matches("get(Simple)?Name")
                        && !call.getOrigin().getName().equals("<clinit>")))
        .check(CLASSES);
  }

  /** A stack trace in the log is for a fault of the program, not for one of its surroundings. */
  @Test
  void only_code_that_meets_faults_of_the_program_logs_stack_traces() throws Exception {
    Pattern trace =
        Pattern.compile("LOG\\.(warn|info|error)\\([^;]*, (e|error|cause|failure|problem)\\);");
    Set<String> loggers = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        if (trace.matcher(Files.readString(file)).find()) {
          loggers.add(file.getFileName().toString().replace(".java", ""));
        }
      }
    }
    assertThat(loggers)
        .containsExactly("ErrorMapping", "JobRunner", "Outbox", "ShutdownSequence", "TaskGuard");
  }

  /** The JDK's executors stop a periodic task at its first failure without a word. */
  @Test
  void only_the_task_scheduler_runs_things_later_or_again() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(TaskScheduler.class.getName())
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ScheduledExecutorService.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Timer.class)
        .check(CLASSES);
  }

  /**
   * The streams of the servlet API and of Jetty make a thread wait for a client that reads slowly.
   */
  @Test
  void bodies_are_only_sent_in_ways_that_do_not_block() {
    DescribedPredicate<JavaClass> blocking =
        JavaClass.Predicates.belongToAnyOf(
            ServletOutputStream.class, HttpOutput.class, Blocker.class);
    noClasses().should().dependOnClassesThat(blocking).check(CLASSES);
    noClasses().should().callMethodWhere(writes(ServletResponse.class, BLOCKING)).check(CLASSES);
    noClasses().should().callMethodWhere(writes(Context.class, BLOCKING)).check(CLASSES);
    noClasses().should().callMethodWhere(writes(Content.Sink.class, BLOCKING)).check(CLASSES);
  }

  /** One class handles reserved memory, HEAD, and clients that have gone. */
  @Test
  void jettys_response_is_written_to_by_those_alone_that_send() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.web\\..*\\.(BodySender|BodySending|SseSink|JettyErrors)")
        .should()
        .callMethodWhere(writes(Content.Sink.class, Set.of("write")))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaMethodCall> writes(Class<?> owner, Set<String> methods) {
    return DescribedPredicate.describe(
        owner.getSimpleName() + " " + methods,
        call -> methods.contains(call.getName()) && (call.getTargetOwner().isAssignableTo(owner)));
  }

  /** {@code docs/architecture.md}: name, subject, and what it may import, in backquotes. */
  @Test
  void the_page_draws_the_same_walls() throws Exception {
    Map<String, Set<String>> drawn = new TreeMap<>();
    String page = Files.readString(Path.of("docs", "architecture.md"));
    String table = page.substring(page.indexOf("<!-- walls -->"));
    for (String row : table.lines().skip(3).takeWhile(line -> line.startsWith("|")).toList()) {
      List<String> names =
          Pattern.compile("`([a-z0-9.]+)`")
              .matcher(row)
              .results()
              .map(name -> name.group(1))
              .toList();
      drawn.put(names.get(0), Set.copyOf(names.subList(1, names.size())));
    }
    assertThat(drawn).isEqualTo(new TreeMap<>(ImportTable.IMPORTS));
  }

  @Test
  void packages_do_not_go_in_circles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** Classes that neither have one of these names nor are nested in one that has. */
  private static DescribedPredicate<JavaClass> areNone(String... names) {
    return DescribedPredicate.describe(
        "are none of " + List.of(names),
        type ->
            Stream.of(names)
                .noneMatch(
                    name -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
  }

  private static DescribedPredicate<JavaClass> anyOf(Class<?>... types) {
    return DescribedPredicate.describe(
        "are any of " + List.of(types),
        type -> Stream.of(types).anyMatch(one -> type.isEquivalentTo(one)));
  }

  /** The root package without its subpackages, or another package with all of its own. */
  private static String within(String name) {
    return name.isEmpty() ? ROOT : ROOT + "." + name + "..";
  }

  /** The name of a package below the root; the root has the empty name. */
  private static String shortName(String packageName) {
    return packageName.equals(ROOT) ? "" : packageName.substring(ROOT.length() + 1);
  }
}
