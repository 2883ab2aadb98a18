package dev.dalleserver.drafts;

import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.series.Series;

/**
 * A series that is not stored.
 *
 * @param dresses keeps what the series lets through, apart from the stored series
 */
record Draft(Series series, DressFactory dresses) {}
