/** Collections as folders of files, with checksums and content identifiers, in a ZIP file. */
@NullMarked
package dev.dalleserver.exports;

import org.jspecify.annotations.NullMarked;
