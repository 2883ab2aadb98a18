/** Content identifiers of files and folders, as IPFS computes them. */
@NullMarked
package dev.dalleserver.ipfs;

import org.jspecify.annotations.NullMarked;
