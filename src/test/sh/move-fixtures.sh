#!/usr/bin/env bash
# Moves what tests share out of the root package into dev.dalleserver.fixtures; done once, after
# which this script goes too. TestServer and HollowServer stay: they put the server together from
# parts that only its own package sees. Fuzzing targets stay beside what they aim at for the same
# reason. Format afterwards: mvn spotless:apply with JDK 17.
set -euo pipefail
cd "$(dirname "$0")/../java/dev/dalleserver"
moved='ApiContract ForeignPictures MovingTime Scrape ServerProcess StandardError TestClient
  TestResponse ThreadWatch Together Tool Waiting'
root_classes='Main TestServer'

# Adds an import to file $2 of each class in $1 that it names.
import_used() {
  local package=$1 file=$3 class
  for class in $2; do
    if grep -qw "$class" "$file" && ! grep -q "^import $package\.$class;" "$file"; then
      sed -i "0,/^package .*;/s//&\n\nimport $package.$class;/" "$file"
    fi
  done
}

mkdir -p fixtures
for class in $moved; do
  git mv "$class.java" "fixtures/$class.java"
  find . -name '*.java' -exec \
    sed -i "s/\bdev\.dalleserver\.$class\b/dev.dalleserver.fixtures.$class/g" {} +
done
sed -i 's/^package dev\.dalleserver;/package dev.dalleserver.fixtures;/' fixtures/*.java
printf '/** What tests of all packages share. */\npackage dev.dalleserver.fixtures;\n' >fixtures/package-info.java
sed -i 's/, and what tests of all packages share\././' package-info.java
for file in *.java; do
  [ "$file" = package-info.java ] || import_used dev.dalleserver.fixtures "$moved" "$file"
done
for file in fixtures/*.java; do
  [ "$file" = fixtures/package-info.java ] || import_used dev.dalleserver "$root_classes" "$file"
done
git add -A .
