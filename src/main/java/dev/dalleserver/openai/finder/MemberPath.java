package dev.dalleserver.openai.finder;

import org.jspecify.annotations.Nullable;

/**
 * The names of the members around a value, without their numbers: the items of an array have one
 * path, and so have the members {@code part1} and {@code part2} of an object, and the same members
 * of several events.
 *
 * @param outer the path of the object around it; null for a document
 * @param name the name of the member, without digits
 */
record MemberPath(@Nullable MemberPath outer, String name) {
  static final MemberPath DOCUMENT = new MemberPath(null, "");

  MemberPath of(MemberName member) {
    return new MemberPath(this, member.withoutDigits());
  }
}
