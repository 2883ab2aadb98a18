/** HTTP for collections. */
@NullMarked
package dev.dalleserver.web.collections;

import org.jspecify.annotations.NullMarked;
