package dev.dalleserver.painting;

import dev.dalleserver.avatars.Head;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.PictureFacts;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.scene.Stage;
import dev.dalleserver.pictures.ImageSize;
import java.util.Optional;

/**
 * Finds the heads of the built-in painter's figures. Where the painter puts a head follows from the
 * words, so nothing has to be stored in or beside a picture, and earlier ones have theirs too.
 */
public final class HeadFinder implements Head.Finder {
  @Override
  public Optional<Head> find(DalleDress dress, int width, int height) {
    PictureFacts.Origin origin = dress.picture().origin();
    if (!origin.provider().equals(OfflinePainter.NAME)
        || !origin.model().equals(OfflinePainter.VERSION)) {
      return Optional.empty();
    }
    Scene scene =
        SceneFactory.create(
            dress.words(), dress.words().pictureSeed(), new ImageSize(width, height));
    Stage stage = Stage.of(scene);
    return Optional.of(new Head(stage.faceX(), stage.faceY(), stage.head()));
  }
}
