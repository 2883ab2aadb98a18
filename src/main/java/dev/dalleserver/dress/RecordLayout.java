package dev.dalleserver.dress;

import dev.dalleserver.series.AttributeDatabase;

/**
 * Where the parts of a record are.
 *
 * @param columns the number of columns of its database
 * @param description the index of the column that describes the word, or {@link #NONE}
 */
record RecordLayout(int columns, int description) {
  /** The index of a column that does not exist. */
  static final int NONE = -1;

  /** The layouts of the databases from which attributes were drawn. */
  interface Source {
    RecordLayout of(AttributeName name);
  }

  /** Returns the layout in the built-in databases. */
  static RecordLayout builtIn(AttributeName name) {
    return switch (name) {
      case EMOTION -> new RecordLayout(4, 3);
      case ART_STYLE_1, ART_STYLE_2 -> new RecordLayout(3, 2);
      case LIT_STYLE, COLOR_1, COLOR_2, COLOR_3 -> new RecordLayout(2, 1);
      default -> new RecordLayout(2, NONE);
    };
  }

  /** Returns the layout in a database, whose header tells it. */
  static RecordLayout of(AttributeName name, AttributeDatabase database) {
    RecordLayout builtIn = builtIn(name);
    return new RecordLayout(
        database.columns().size(),
        builtIn.description == NONE ? NONE : database.descriptionColumn(builtIn.description));
  }

  /** Returns the word of a record: all of it when its database has a single column. */
  String word(Attribute attribute) {
    return columns == 1 ? attribute.columnsFrom(0) : attribute.word();
  }

  /** Returns the description in a record; the last column may have commas. */
  String description(Attribute attribute) {
    if (description == NONE) {
      return "";
    }
    return description == columns - 1
        ? attribute.columnsFrom(description)
        : attribute.column(description);
  }
}
