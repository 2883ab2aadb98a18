package dev.dalleserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * NOTICE names the licence of all that the jar holds, as the build finds it in the libraries' own
 * metadata, and the jar holds the text of each.
 */
class LicencesTest {
  private static final String IN_THE_JAR = "/META-INF/licenses/";
  private static final Path TEXTS = Path.of("src", "main", "licenses");
  private static final Path FONTS = Path.of("src", "main", "resources", "fonts");

  /** A line of NOTICE about a group of libraries, or about something else in the jar. */
  private static final Pattern ENTRY = Pattern.compile("(?m)^([\\w., ]+?) {2,}(\\S.*)$");

  private static final Pattern SCOPED =
      Pattern.compile("(?s)<dependency>(?:(?!</dependency>).)*</dependency>");
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");

  /** A line of the list that the build has made. */
  private record Library(String group, String artifact, String licence) {}

  @Test
  void each_library_in_the_jar_is_in_the_notice_with_its_licence() throws Exception {
    Map<String, String> found = new TreeMap<>();
    for (Library library : libraries()) {
      found.merge(library.group(), library.licence(), LicencesTest::theSame);
    }

    Map<String, String> named = new TreeMap<>(notice());
    named.keySet().removeIf(name -> !name.contains(".") || name.contains(" "));
    assertThat(named).isEqualTo(found);
  }

  private static String theSame(String one, String other) {
    assertThat(one).isEqualTo(other);
    return one;
  }

  @Test
  void the_list_has_each_library_that_the_build_packs() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    String dependencies = pom.substring(pom.indexOf("</dependencyManagement>"));
    List<String> packed =
        SCOPED
            .matcher(dependencies)
            .results()
            .map(MatchResult::group)
            .filter(text -> !text.contains("<scope>") && text.contains("<groupId>"))
            .filter(text -> !text.contains("pitest"))
            .map(LicencesTest::artifact)
            .toList();

    assertThat(packed).hasSizeGreaterThan(8);
    assertThat(libraries()).extracting(Library::artifact).containsAll(packed);
  }

  private static String artifact(String dependency) {
    Matcher matcher = ARTIFACT.matcher(dependency);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  @Test
  void each_licence_has_its_text_in_the_jar() throws Exception {
    assertThat(resource("LICENSE")).contains("Apache License").contains("Version 2.0");
    assertThat(resource("NOTICE")).isEqualTo(Files.readString(Path.of("NOTICE")));
    for (String licences : notice().values()) {
      String chosen = licences.split(" ")[0];
      assertThat(texts()).as(licences).anyMatch(text -> text.startsWith(chosen));
    }
    for (String text : texts()) {
      if (text.endsWith(".txt")) {
        assertThat(resource(text)).isNotBlank();
      }
    }
  }

  /** Names that begin with the identifier of the licence. */
  private static List<String> texts() throws IOException {
    List<String> names = new ArrayList<>(List.of("Apache-2.0 in LICENSE", "OFL-1.1 beside fonts"));
    try (Stream<Path> files = Files.list(TEXTS)) {
      files.map(file -> file.getFileName().toString()).forEach(names::add);
    }
    return names;
  }

  @Test
  void each_font_and_the_viewer_are_in_the_notice_with_texts_that_are_packed() throws Exception {
    String notice = Files.readString(Path.of("NOTICE"));
    try (Stream<Path> files = Files.list(FONTS)) {
      for (Path font : files.filter(file -> file.toString().endsWith(".ttf")).toList()) {
        String text = font.getFileName().toString().replaceFirst("-.*", "-OFL.txt");
        assertThat(notice).contains("fonts/" + text);
        assertThat(LicencesTest.class.getResource("/fonts/" + text)).isNotNull();
      }
    }
    assertThat(notice).contains("viewer/swagger-ui-bundle.js.LICENSE.txt");
    assertThat(LicencesTest.class.getResource("/viewer/swagger-ui-bundle.js.LICENSE.txt"))
        .isNotNull();
  }

  @Test
  void a_scanner_finds_the_same_licences_in_the_texts() throws Exception {
    Tool scanner = new Tool("licensecheck");
    scanner.need();
    Map<String, String> expected = new TreeMap<>(Map.of("LICENSE", "Apache-2.0"));
    try (Stream<Path> files = Stream.concat(Files.list(TEXTS), Files.list(FONTS))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".txt")).toList()) {
        String name = file.getFileName().toString();
        Matcher identifier = Pattern.compile("^[A-Za-z]+(-\\d(\\.\\d)?)?(-Clause)?").matcher(name);
        assertThat(identifier.find()).isTrue();
        expected.put(file.toString(), name.endsWith("-OFL.txt") ? "OFL-1.1" : identifier.group());
      }
    }
    List<String> arguments =
        new ArrayList<>(List.of("-c", ".", "--shortname-scheme=spdx", "-m", "--lines", "0"));
    arguments.addAll(expected.keySet());

    Tool.Outcome outcome = scanner.run("", arguments.toArray(String[]::new));

    Map<String, String> found = new TreeMap<>();
    outcome.output().lines().forEach(line -> found.put(line.split("\t")[0], line.split("\t")[1]));
    assertThat(found).isEqualTo(expected);
  }

  private static Map<String, String> notice() throws IOException {
    Map<String, String> entries = new TreeMap<>();
    Matcher matcher = ENTRY.matcher(Files.readString(Path.of("NOTICE")));
    while (matcher.find()) {
      entries.put(matcher.group(1), matcher.group(2).replaceFirst(" {2,}.*", "").strip());
    }
    assertThat(entries).hasSizeGreaterThan(20);
    return entries;
  }

  private static List<Library> libraries() throws IOException {
    return resource("THIRD-PARTY.txt")
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> line.split(":| \\| "))
        .map(parts -> new Library(parts[0], parts[1], parts[3]))
        .toList();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = LicencesTest.class.getResourceAsStream(IN_THE_JAR + name)) {
      assertThat(in).as("%s%s, which the build makes", IN_THE_JAR, name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
