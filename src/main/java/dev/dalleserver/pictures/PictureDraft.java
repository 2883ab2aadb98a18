package dev.dalleserver.pictures;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pricing.Expense;
import dev.dalleserver.pricing.UsageListener;
import dev.dalleserver.progress.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A picture while it is made: what the steps of the pipeline hand on to each other. Used by the
 * worker of the run; only {@link #moveOn} may be called by a thread of the provider.
 */
final class PictureDraft {
  private final RunContext context;
  private final StoredWords words;
  private final Optional<Instant> storedSince;
  private DalleDress dress;
  private Optional<byte[]> picture = Optional.empty();
  private Optional<PaintRequest> request = Optional.empty();
  private Optional<PaintedImage> painted = Optional.empty();

  /** The phase that is under way. */
  private volatile @Nullable Phase open;

  /**
   * @param words that are stored of the picture
   * @param storedSince what was stored since then is used; empty when nothing is
   */
  PictureDraft(RunContext context, StoredWords words, Optional<Instant> storedSince) {
    this.context = context;
    this.words = words;
    this.storedSince = storedSince;
    this.dress = context.plan();
  }

  PictureKey key() {
    return context.key();
  }

  /** Returns the words that are stored of the picture. */
  StoredWords words() {
    return words;
  }

  /** Returns true when all stored files are ignored and made again. */
  boolean isForced() {
    return storedSince.isEmpty();
  }

  /** Returns when a picture must have been stored at the earliest to be used. */
  Instant storedSince() {
    return storedSince.orElse(Instant.MAX);
  }

  Cancellation cancellation() {
    return context.cancellation();
  }

  /** Returns the words of the picture, and what is known of it so far. */
  DalleDress dress() {
    return dress;
  }

  /** Replaces the dress, also for clients. */
  void updateDress(DalleDress newDress) {
    dress = newDress;
    context.progress().updateDress(newDress);
  }

  /** Returns the stored picture, without its caption; empty until there is one. */
  Optional<byte[]> picture() {
    return picture;
  }

  void setPicture(Optional<byte[]> png) {
    picture = png;
  }

  /** Returns what the provider is asked for; empty until that is decided. */
  Optional<PaintRequest> request() {
    return request;
  }

  void setRequest(PaintRequest newRequest) {
    request = Optional.of(newRequest);
  }

  /** Returns what the provider has sent, as long as it is not stored. */
  Optional<PaintedImage> painted() {
    return painted;
  }

  void setPainted(Optional<PaintedImage> image) {
    painted = image;
  }

  /** Begins a phase, unless it has begun by {@link #moveOn}. */
  void enter(Phase phase) {
    if (open != phase) {
      open = phase;
      context.progress().enter(phase);
    }
  }

  /** Ends a phase well, unless it has ended by {@link #moveOn}. */
  void leave(Phase phase) {
    if (open == phase) {
      open = null;
      context.progress().leave(phase);
    }
  }

  /** Ends a phase that failed. */
  void leaveFailed(Phase phase, String error) {
    open = null;
    context.progress().leaveFailed(phase, error);
  }

  void skip(Phase phase) {
    context.progress().skip(phase);
  }

  /** Ends one phase and begins the next, in the midst of a step; does nothing a second time. */
  void moveOn(Phase from, Phase to) {
    if (open == from) {
      leave(from);
      enter(to);
    }
  }

  /**
   * Returns a listener that shows what the provider waits for, and begins the download phase when
   * it reports decoding: fetching, checking and storing the picture.
   *
   * @param previews how many pictures of the work under way are wanted
   */
  ProgressListener paintListener(int previews) {
    return new ProgressListener() {
      @Override
      public void onProgress(Stage stage, int step, int totalSteps) {
        if (stage == Stage.DECODING) {
          moveOn(Phase.IMAGE_WAIT, Phase.IMAGE_DOWNLOAD);
        }
      }

      @Override
      public int wantedPreviews() {
        return previews;
      }

      @Override
      public void onPreview(Preview preview) {
        if (context.progress().isPreviewDue()) {
          preview.thumbnail().ifPresent(context.progress()::updatePreview);
        }
      }

      @Override
      public void onWaiting(int position, Duration wait) {
        context.progress().updateWait(position, wait);
      }

      @Override
      public void onAdmitted() {
        context.progress().endWait();
      }

      @Override
      public void onExpense(Expense expense) {
        updateDress(dress.withExpense(expense));
      }
    };
  }

  /** Returns a listener that writes expenses into the dress. */
  UsageListener usageListener() {
    return new UsageListener() {
      @Override
      public void onExpense(Expense expense) {
        updateDress(dress.withExpense(expense));
      }
    };
  }
}
