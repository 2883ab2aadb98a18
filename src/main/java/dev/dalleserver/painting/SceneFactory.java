package dev.dalleserver.painting;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.dress.Dress;
import dev.dalleserver.painting.canvas.PixelSize;
import dev.dalleserver.painting.scene.Records;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.scene.WordName;
import dev.dalleserver.pictures.ImageSize;
import java.util.EnumMap;
import java.util.Map;

/** Translates the server's words and sizes into those of the painter's engine. */
final class SceneFactory {
  private SceneFactory() {}

  /** Returns the scene that a dress describes. */
  static Scene create(Dress dress, long seed, ImageSize size) {
    Map<AttributeName, String> records = new EnumMap<>(AttributeName.class);
    for (AttributeName name : AttributeName.values()) {
      records.put(name, dress.attribute(name).value());
    }
    return create(records, seed, size);
  }

  /**
   * Returns the scene that records of the databases describe.
   *
   * @param records columns joined by commas; a name that is missing counts as no word
   */
  static Scene create(Map<AttributeName, String> records, long seed, ImageSize size) {
    Map<WordName, String> words = new EnumMap<>(WordName.class);
    // The engine has the names of the attributes.
    records.forEach((name, record) -> words.put(WordName.valueOf(name.name()), record));
    return Scene.of(new Records(words), seed, new PixelSize(size.width(), size.height()));
  }
}
