#!/bin/sh
# Prints, for jlink's --exclude-resources, what modules that are needed have and the server never reaches:
# windows and their looks, sounds, and transformations of XML. jlink wants each package to have
# something, so the first class stays. Read by image.sh and Containerfile.
#
# usage: unused-resources.sh JDK_DIRECTORY
"$1/bin/jimage" list "$1/lib/modules" | awk '
  $1 == "Module:" { module = $2; next }
  { path = $1; package = path; sub(/[^\/]*$/, "", package) }
  module == "java.desktop" &&
    path ~ /^(javax\/(swing|sound)|sun\/swing|com\/sun\/(java\/swing|swing|media\/sound)|sun\/awt\/X11)\/.*\.(class|gif|png|wav)$/ ||
  module == "java.xml" && path ~ /^com\/sun\/org\/apache\/(xalan|bcel)\/.*\.class$/ {
    if (kept[package]++) print "/" module "/" path
  }'
