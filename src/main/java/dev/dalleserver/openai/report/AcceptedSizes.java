package dev.dalleserver.openai.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sizes that a refusal names, one by one or by their limits.
 *
 * @param listed in the spelling of the refusal
 * @param minPixels 0 for none
 * @param maxPixels {@code Long.MAX_VALUE} for none
 * @param minSide 0 for none
 * @param maxSide {@code Integer.MAX_VALUE} for none
 * @param step that sides are multiples of; 0 when the refusal names none
 */
record AcceptedSizes(
    List<String> listed, long minPixels, long maxPixels, int minSide, int maxSide, int step)
    implements AcceptedValues {
  private static final int USUAL_STEP = 16;
  private static final int MAX_SIDE = 20_000;

  /** A longer number is no limit of a picture. */
  private static final int MAX_DIGITS = 15;

  private static final Pattern SIZE =
      Pattern.compile("(?<!\\d)(\\d{2,5}) ?[xX×*] ?(\\d{2,5})(?!\\d)");
  private static final Pattern STEP =
      Pattern.compile("(?i)(?:divisible by|multiples? of|steps? of|increments? of) (\\d{1,3})\\b");

  /** From 10,000 on a number beside the word is one of pixels. */
  private static final Pattern PIXELS =
      Pattern.compile("(?i)(?<![\\d.])(\\d{1,3}(?:[,_.' ]\\d{3})++|\\d{5,9})(?!\\d)");

  private static final Pattern UNIT = Pattern.compile("(?i)pixel|\\bpx\\b");
  private static final Pattern MEGAPIXELS =
      Pattern.compile("(?i)(?<![\\d.])(\\d{1,2}(?:\\.\\d{1,3})?) ?(?:mega ?pixels?|MP)\\b");
  private static final Pattern SIDE = Pattern.compile("(?<![\\d.,])(\\d{2,5})(?![\\d,.]\\d|\\d)");
  private static final Pattern SIDES =
      Pattern.compile("(?i)\\b(?:width|height|sides?|edges?|dimensions?)\\b");
  private static final Pattern LEAST =
      Pattern.compile(
          "(?i)at least|minim\\w*|\\bmin\\b|no(?:t)?"
              + " (?:less|fewer|smaller)|larger|greater|bigger|more than|above|>|≥|between|from|too"
              + " small|range|least");
  private static final Pattern MOST =
      Pattern.compile(
          "(?i)at most|maxim\\w*|\\bmax\\b|no(?:t)? (?:more|greater|larger)|not"
              + " exceed|exceeds?|less than|smaller|below|up to|<|≤|\\band\\b|\\bto\\b|too"
              + " (?:large|big)|limit|\\d ?[,~–-] ?$");

  static AcceptedSizes in(String words, String sent) {
    List<String> listed = new ArrayList<>();
    Matcher sizes = SIZE.matcher(words);
    while (sizes.find()) {
      if (!sizes.group().equals(sent)) {
        listed.add(sizes.group());
      }
    }
    String rest = SIZE.matcher(words).replaceAll(" ");
    Limits limits = Limits.of(rest);
    Matcher step = STEP.matcher(rest);
    return new AcceptedSizes(
        List.copyOf(listed),
        limits.minPixels,
        limits.maxPixels,
        limits.minSide,
        limits.maxSide,
        step.find() ? Integer.parseInt(step.group(1)) : 0);
  }

  /** The limits in a text, each by the word before its number. */
  private static final class Limits {
    private long minPixels;
    private long maxPixels = Long.MAX_VALUE;
    private int minSide;
    private int maxSide = Integer.MAX_VALUE;

    static Limits of(String words) {
      Limits limits = new Limits();
      STEP.matcher(words).replaceAll(" ").lines().forEach(limits::addLine);
      return limits;
    }

    private void addLine(String text) {
      Matcher pixels = PIXELS.matcher(text);
      while (pixels.find() && UNIT.matcher(text).find()) {
        String digits = pixels.group(1).replaceAll("\\D", "");
        if (digits.length() <= MAX_DIGITS) {
          add(text, pixels.start(), Long.parseLong(digits));
        }
      }
      Matcher mega = MEGAPIXELS.matcher(text);
      while (mega.find()) {
        add(text, mega.start(), (long) (Double.parseDouble(mega.group(1)) * 1e6));
      }
      if (minPixels == 0 && maxPixels == Long.MAX_VALUE && SIDES.matcher(text).find()) {
        addSides(text);
      }
    }

    private void add(String text, int position, long number) {
      if (isMost(text, position)) {
        maxPixels = Math.min(maxPixels, number);
      } else {
        minPixels = Math.max(minPixels, number);
      }
    }

    private void addSides(String text) {
      Matcher sides = SIDE.matcher(text);
      while (sides.find()) {
        int number = Integer.parseInt(sides.group(1));
        if (number >= 64 && isMost(text, sides.start())) {
          maxSide = Math.min(maxSide, number);
        } else if (number >= 64 && last(LEAST, text, sides.start()) >= 0) {
          minSide = Math.max(minSide, number);
        }
      }
    }

    private static boolean isMost(String text, int position) {
      return last(MOST, text, position) > last(LEAST, text, position);
    }

    private static int last(Pattern pattern, String text, int position) {
      String before = text.substring(Math.max(0, position - 60), position);
      return pattern.matcher(before).results().mapToInt(found -> found.end()).max().orElse(-1);
    }
  }

  @Override
  public Optional<String> nearest(String wanted) {
    Matcher size = SIZE.matcher(wanted);
    if (!size.matches()) {
      return Optional.empty();
    }
    double width = Double.parseDouble(size.group(1));
    double height = Double.parseDouble(size.group(2));
    return listed.isEmpty() ? scaled(width, height) : nearestListed(width, height);
  }

  private Optional<String> nearestListed(double width, double height) {
    return listed.stream()
        .min(
            Comparator.comparingLong((String size) -> distance(ratio(size), width / height))
                .thenComparingLong(size -> distance(pixels(size), width * height)));
  }

  /** How far apart two numbers are as factors, in thousandths: equals must not differ by noise. */
  private static long distance(double a, double b) {
    return Math.round(1_000 * Math.abs(Math.log(a / b)));
  }

  private static double ratio(String size) {
    Matcher sides = SIZE.matcher(size);
    return sides.matches()
        ? Double.parseDouble(sides.group(1)) / Double.parseDouble(sides.group(2))
        : 1;
  }

  private static double pixels(String size) {
    Matcher sides = SIZE.matcher(size);
    return sides.matches()
        ? Double.parseDouble(sides.group(1)) * Double.parseDouble(sides.group(2))
        : 1;
  }

  /** Returns the size of the same proportions within the limits. */
  private Optional<String> scaled(double width, double height) {
    double up =
        Math.max(Math.sqrt(minPixels / (width * height)), minSide / Math.min(width, height));
    double down =
        Math.min(Math.sqrt(maxPixels / (width * height)), maxSide / Math.max(width, height));
    boolean larger = up > 1;
    double factor = larger ? up : Math.min(1, down);
    long newWidth = rounded(width * factor, larger);
    long newHeight = rounded(height * factor, larger);
    boolean within =
        newWidth * newHeight >= minPixels
            && newWidth * newHeight <= maxPixels
            && Math.min(newWidth, newHeight) >= Math.max(1, minSide)
            && Math.max(newWidth, newHeight) <= Math.min(MAX_SIDE, maxSide);
    return within ? Optional.of(newWidth + "x" + newHeight) : Optional.empty();
  }

  private long rounded(double side, boolean up) {
    int multiple = step > 0 ? step : USUAL_STEP;
    // A side that is whole but for the error of the computation stays as it is.
    double steps = side / multiple;
    return multiple * (long) (up ? Math.ceil(steps - 1e-9) : Math.floor(steps + 1e-9));
  }
}
