package dev.dalleserver.gallery;

import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.SeriesName;
import java.util.Optional;
import java.util.Set;

/**
 * The port for what there is to see: every annotated picture, newest first, by page and by search.
 * What is stored is authoritative, and the catalog follows it.
 *
 * <p>An implementation promises:
 *
 * <ul>
 *   <li>Readers do not wait for writers. A reader that pages while pictures come and go gets each
 *       picture that stays exactly once; a picture that is replaced meanwhile may come twice, or on
 *       no page when it moves in front of the reader's position.
 *   <li>Changes of one picture are applied one after the other, each from what is stored at that
 *       moment. So after the last {@link #put} or {@link #remove} of a picture, the catalog shows
 *       what is stored, whatever calls were made at the same time.
 *   <li>The version moves after each change of what is shown, and only then: a page that was read
 *       after a version can be kept until the version moves.
 * </ul>
 */
public interface PictureCatalog {
  /**
   * Tells the catalog from where to take the words of pictures whose files have none. To be called
   * before the first picture is asked for.
   */
  void setWords(WordsSource words);

  /**
   * Returns a page of the pictures that match the query: the newest first, those of the same moment
   * by series and address.
   */
  ImagePage page(ImageQuery query);

  /**
   * Leaves the pictures of these series out of all pages from now on, and shows those again that
   * were left out before. Each of them can still be found.
   */
  void hide(Set<SeriesName> series);

  /** Returns one picture as it is stored now. */
  Optional<StoredImage> find(PictureKey key);

  /** Returns true when the series has a picture. */
  boolean hasSeries(SeriesName series);

  /** Returns a number that changes whenever a page may look different. */
  long version();

  /**
   * Shows a picture as it is stored now. To be called after its annotated image or its dress was
   * stored or replaced, or its dress was removed. A picture that is not stored, or not whole, is
   * not shown.
   */
  void put(PictureKey key);

  /**
   * Looks again whether a picture is there. To be called after its annotated image may have been
   * removed; another thread may have stored it again.
   */
  void remove(PictureKey key);
}
