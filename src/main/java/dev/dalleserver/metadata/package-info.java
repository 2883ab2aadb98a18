/** What marketplaces read of pictures and series: the metadata of ERC-721. */
@NullMarked
package dev.dalleserver.metadata;

import org.jspecify.annotations.NullMarked;
