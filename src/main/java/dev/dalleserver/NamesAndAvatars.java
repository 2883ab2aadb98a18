package dev.dalleserver;

import dev.dalleserver.avatars.Avatars;
import dev.dalleserver.avatars.ScaledFiles;
import dev.dalleserver.avatars.ScaledPictures;
import dev.dalleserver.names.NameLimits;
import dev.dalleserver.names.NameService;
import dev.dalleserver.painting.HeadFinder;
import dev.dalleserver.pictures.CheckedArtifacts;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.pictures.ThumbnailStore;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.settings.Settings;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.telemetry.Telemetry;
import dev.dalleserver.web.pictures.PictureRoutes;
import java.util.Optional;

/** What the server offers for addresses besides their pictures: smaller ones, and names. */
record NamesAndAvatars(PictureRoutes.Small small, NameService names) {
  static NamesAndAvatars open(
      Settings settings,
      Clocks clocks,
      ShutdownSequence shutdown,
      Telemetry telemetry,
      FileStore store,
      CheckedArtifacts artifacts,
      PictureService pictures,
      Providers providers) {
    ScaledPictures scaled =
        shutdown.add(
            new ScaledPictures(
                providers.scaling(),
                Runtime.getRuntime().availableProcessors(),
                Optional.of(new ScaledFiles(store))));
    telemetry.observe(scaled);
    ThumbnailStore thumbnails =
        shutdown.add(new ThumbnailStore(artifacts, providers.pictureProviders().annotator()));
    return new NamesAndAvatars(
        new PictureRoutes.Small(
            thumbnails,
            new Avatars(
                artifacts, artifacts.unexamined(), pictures::dress, new HeadFinder(), scaled),
            settings.identities().avatarsMake() && !settings.web().strictMethods(),
            clocks.wall()),
        shutdown.add(
            NameService.of(
                settings.identities().ethereumRpcUrl(),
                ConfiguredProviders.network(settings.network()),
                clocks.wall(),
                NameLimits.DEFAULT)));
  }
}
