package dev.dalleserver.painting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.pictures.AnnotatedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captions on a machine without fonts, fontconfig and freetype. */
class BareMachineTest {
  @Test
  void painting_never_uses_the_font_system() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.awt\\.(Font|FontMetrics|font\\..*)|sun\\..*")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.dalleserver.painting"));
  }

  @Test
  void a_process_without_fonts_draws_the_same_and_never_looks_for_one(@TempDir Path nowhere)
      throws Exception {
    String output = run(nowhere);

    assertThat(output).contains("result=" + result());
    assertThat(output)
        .doesNotContainPattern(
            "sun\\.font\\.(FontManagerFactory|SunFontManager|FontConfigManager|FreetypeFontScaler"
                + "|FileFont|PhysicalFont)\\s");
  }

  /** The main method of the other process. */
  public static final class Annotation {
    private Annotation() {}

    public static void main(String[] arguments) throws Exception {
      System.out.println("result=" + result());
    }
  }

  private static String result() throws Exception {
    CaptionAnnotator annotator = new CaptionAnnotator("test", RenderPermits.ofThisMachine());
    AnnotatedImage card = annotator.renderCard(Dresses.of(Dresses.ADDRESS), Instant.EPOCH);
    AnnotatedImage again =
        annotator.annotate(card.png(), Dresses.saying("Title", "Sentence"), Instant.EPOCH);
    return HexFormat.of().toHexDigits(Arrays.hashCode(again.png()))
        + HexFormat.of().toHexDigits(Arrays.hashCode(again.thumbnail()));
  }

  private static String run(Path nowhere) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load",
            "-XX:TieredStopAtLevel=1",
            "-Djava.awt.headless=true",
            "-Dsun.java2d.fontpath=" + nowhere,
            "-Dsun.awt.fontconfig=" + nowhere.resolve("none"),
            "-cp",
            System.getProperty("java.class.path"),
            Annotation.class.getName());
    builder.environment().put("FONTCONFIG_FILE", nowhere.resolve("none.conf").toString());
    builder.environment().put("FONTCONFIG_PATH", nowhere.toString());
    builder.environment().put("HOME", nowhere.toString());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(tail(output)).isZero();
    return output;
  }

  private static String tail(String output) {
    return output.substring(Math.max(0, output.length() - 3000));
  }
}
