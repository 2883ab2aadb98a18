package dev.dalleserver.exports;

import dev.dalleserver.avatars.Avatars;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.gallery.PictureCatalog;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.ArtifactStore;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Where the files of an export come from.
 *
 * @param images the stored pictures
 * @param store of their files
 * @param dresses what is known of a picture
 * @param hidden true for pictures that are not shown
 */
public record ExportSources(
    PictureCatalog images,
    ArtifactStore store,
    Avatars avatars,
    Function<PictureKey, DalleDress> dresses,
    Predicate<PictureKey> hidden) {}
