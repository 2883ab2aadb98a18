package dev.dalleserver.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What was received is known by its first bytes, whatever its name or its header says. */
class FileKindTest {
  static Stream<Arguments> heads() {
    return Stream.of(
        Arguments.of(FileKind.EMPTY, ""),
        Arguments.of(FileKind.PNG, "\u0089PNG\r\n\u001a\n"),
        Arguments.of(FileKind.JPEG, "\u00ff\u00d8\u00ff\u00e0"),
        Arguments.of(FileKind.GIF, "GIF89a"),
        Arguments.of(FileKind.WEBP, "RIFF\1\2\3\4WEBPVP8 "),
        Arguments.of(FileKind.AVI, "RIFF\1\2\3\4AVI LIST"),
        Arguments.of(FileKind.TEXT, "RIFF of a song"),
        Arguments.of(FileKind.AVIF, "\0\0\0\u0020ftypavif"),
        Arguments.of(FileKind.HEIC, "\0\0\0\u0020ftypmif1"),
        Arguments.of(FileKind.MP4, "\0\0\0\u0020ftypisom"),
        Arguments.of(FileKind.MP4, "\0\0\0\u0020ftyp"),
        Arguments.of(FileKind.JPEG_XL, "\u00ff\n\0"),
        Arguments.of(FileKind.JPEG_XL, "\0\0\0\fJXL \r\n"),
        Arguments.of(FileKind.JPEG_2000, "\0\0\0\fjP  \r\n"),
        Arguments.of(FileKind.JPEG_2000, "\u00ffO\u00ffQ"),
        Arguments.of(FileKind.BMP, "BM\1\2\3\4\0\0\0\0"),
        Arguments.of(FileKind.TEXT, "BMW is a car"),
        Arguments.of(FileKind.TIFF, "II*\0"),
        Arguments.of(FileKind.TIFF, "MM\0*"),
        Arguments.of(FileKind.PDF, "%PDF-1.7"),
        Arguments.of(FileKind.POSTSCRIPT, "%!PS-Adobe"),
        Arguments.of(FileKind.MATROSKA, "\u001aE\u00df\u00a3"),
        Arguments.of(FileKind.PHOTOSHOP, "8BPS"),
        Arguments.of(FileKind.OPEN_EXR, "v/1\u0001"),
        Arguments.of(FileKind.ICO, "\0\0\u0001\0"),
        Arguments.of(FileKind.ZIP, "PK\u0003\u0004"),
        Arguments.of(FileKind.GZIP, "\u001f\u008b"),
        Arguments.of(FileKind.SVG, " \n<SVG xmlns"),
        Arguments.of(FileKind.SVG, "<?xml version='1.0'?><svg>"),
        Arguments.of(FileKind.XML, "<?xml version='1.0'?><a>"),
        Arguments.of(FileKind.XML, "<!DOCTYPE note>"),
        Arguments.of(FileKind.HTML, "<!DOCTYPE HTML><p>"),
        Arguments.of(FileKind.HTML, "\u00ef\u00bb\u00bf<html>"),
        Arguments.of(FileKind.JSON, "\r\n{\"error\":1}"),
        Arguments.of(FileKind.JSON, "[1]"),
        Arguments.of(FileKind.TEXT, "no picture\tat all\r\n"),
        Arguments.of(FileKind.UNKNOWN, "a\u0007bell"));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void each_kind_is_known_by_how_it_begins(FileKind kind, String head) {
    assertThat(FileKind.of(head.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(kind);
    byte[] padded = Arrays.copyOf(head.getBytes(StandardCharsets.ISO_8859_1), FileKind.HEAD);
    if (!kind.isText()) {
      assertThat(FileKind.of(padded)).as("a longer file").isEqualTo(kind);
    }
  }

  @Test
  void pictures_documents_and_videos_are_meant_to_be_seen_and_texts_are_not() {
    assertThat(FileKind.values())
        .filteredOn(kind -> !kind.isMedia())
        .containsExactly(
            FileKind.ICO,
            FileKind.ZIP,
            FileKind.GZIP,
            FileKind.HTML,
            FileKind.XML,
            FileKind.JSON,
            FileKind.TEXT,
            FileKind.EMPTY,
            FileKind.UNKNOWN);
    assertThat(FileKind.values())
        .filteredOn(FileKind::isText)
        .containsExactly(FileKind.HTML, FileKind.XML, FileKind.JSON, FileKind.TEXT, FileKind.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "0, '0 bytes'",
    "999, '999 bytes'",
    "1000, '1.0 kB'",
    "999949, '999.9 kB'",
    "999950, '1.0 MB'",
    "1234567, '1.2 MB'"
  })
  void a_message_says_its_size_in_units_that_fit(long bytes, String size) {
    assertThat(FileKind.WEBP.describe(bytes)).isEqualTo("WebP, " + size);
  }
}
