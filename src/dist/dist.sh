# shellcheck shell=bash
# "./run.sh dist": everything that a release consists of, in target/dist. Read by run.sh, whose
# functions and variables it uses. The same commit gives the same bytes, where the same versions of
# the JDK, of Debian's tools and of the C library make them.
#
#   --only PARTS   some of: archive, deb, image, sbom; separated by commas. The jar is always made
#   --jar FILE     package this jar, instead of building one
#   --out DIR      another directory than target/dist
#   --train        renew the list of classes that the image has ready, src/dist/oci/classes.lst

dist_sources=$here/src/dist
# What the unit and the image run; the image has no shell to find it in run.sh.
package_library=/usr/share/dalleserver
package_maintainer='The dalleserver authors <dalleserver@example.invalid>'

dist_usage() {
  cat <<END
Makes the files of a release in target/dist: jar, .tar.gz, Debian package, OCI image, checksums and
the list of parts.

Usage: ./run.sh dist [flags]

  --only PARTS  some of archive, deb, image, sbom; separated by commas
  --jar FILE    package this jar, instead of building one
  --out DIR     another directory than target/dist
  --train       renew the list of classes that the image has ready
END
}

make_dist() {
  local only=archive,deb,image,sbom built='' out=$here/target/dist train=''
  while [ $# -gt 0 ]; do
    case $1 in
      --only | --jar | --out)
        [ $# -ge 2 ] || die "$1 needs a value" 2
        case $1 in --only) only=$2 ;; --jar) built=$2 ;; --out) out=$2 ;; esac
        shift
        ;;
      --train) train=yes only=image ;;
      --help) dist_usage && return ;;
      *) die "$1: accepted: --only PARTS, --jar FILE, --out DIR, --train, --help" 2 ;;
    esac
    shift
  done
  list_jdks
  set_epoch
  umask 022
  rm -rf "$out"
  mkdir -p "$out"
  out=$(cd "$out" && pwd -P)
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  [ -n "$built" ] && cp "$built" "$work/dalleserver.jar" || build_release
  read_release
  install_file 644 "$work/dalleserver.jar" "$out/dalleserver-$release.jar"
  local part
  for part in archive deb image sbom; do
    case ,$only, in *",$part,"*) make_part "$part" ;; esac
  done
  (cd "$out" && sha256sum -- * >"$work/sums" && mv "$work/sums" SHA256SUMS && touch -d "@$epoch" -- *)
  (cd "$out" && ls -l -- *)
}

# Makes the part that --only knows by this name.
make_part() {
  # run.sh has another make_archive, of classes.
  case $1 in archive) make_archive_file ;; *) "make_$1" ;; esac
}

# Sets epoch: the time of all files, that of the commit.
set_epoch() {
  epoch=${SOURCE_DATE_EPOCH:-}
  [ -n "$epoch" ] || epoch=$(git -C "$here" log -1 --format=%ct 2>/dev/null) || true
  # Not a checkout of git: the time that the pom gives to the entries of the jar.
  [ -n "$epoch" ] || epoch=1767225600
  export SOURCE_DATE_EPOCH=$epoch
}

# A build from nothing, beside the one that "./run.sh" uses.
build_release() {
  need_build_jdk
  say 'building the jar from nothing ...'
  rm -rf "$here/target/dist-build"
  quiet_maven dist package -Dmaven.test.skip=true -Dspotless.check.skip=true -P '!static-analysis' \
    -Doutput.directory="$here/target/dist-build"
  cp "$here/target/dist-build/dalleserver.jar" "$work/dalleserver.jar"
  rm -rf "$here/target/dist-build"
}

# Sets full_version, such as 1.1.0+abc1234, and release, 1.1.0.
read_release() {
  touch -d "@$epoch" "$work/dalleserver.jar"
  choose_run_jdk
  local line
  line=$("$run_jdk/bin/java" -jar "$work/dalleserver.jar" --version) || die 'the jar does not start'
  full_version=${line##* }
  release=${full_version%%+*}
  case $full_version in *.dirty) say "the sources differ from their commit: this is $full_version" ;; esac
}

install_file() {
  install -D -m "$1" "$2" "$3"
}

# Packs directory $1 in $2 as tar $3: sorted, without owners, all of one time.
pack() {
  find "$1/$2" -exec touch -h -d "@$epoch" {} +
  tar --format=gnu --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" \
    -C "$1" -cf "$3" "$2"
}

# --- the archive -------------------------------------------------------------------------------

# Copies what stands beside the jar wherever it is installed, to directory $1.
lay_program() {
  install_file 644 "$work/dalleserver.jar" "$1/dalleserver.jar"
  install_file 755 "$here/run.sh" "$1/run.sh"
  install_file 755 "$service_files/await-ready.sh" "$1/await-ready.sh"
}

make_archive_file() {
  local name=dalleserver-$release top file
  top=$work/archive/$name
  lay_program "$top"
  for file in "$service_files"/*; do
    [ "${file##*/}" = await-ready.sh ] || install_file 644 "$file" "$top/${file##*/}"
  done
  for file in .env.example LICENSE NOTICE README.md CHANGELOG.md SECURITY.md CONTRIBUTING.md; do
    install_file 644 "$here/$file" "$top/$file"
  done
  cp -r "$here/docs" "$here/metrics" "$top/"
  install_file 644 "$here/src/main/nginx/dalleserver.conf" "$top/src/main/nginx/dalleserver.conf"
  for file in "$here"/src/main/cluster/*; do
    install_file 644 "$file" "$top/src/main/cluster/${file##*/}"
  done
  chmod -R u=rwX,go=rX "$top"
  pack "$work/archive" "$name" "$work/archive.tar"
  gzip -9n <"$work/archive.tar" >"$out/$name.tar.gz"
}

# --- the Debian package ------------------------------------------------------------------------

make_deb() {
  command -v dpkg-deb >/dev/null || { say 'left out: the Debian package needs dpkg-deb'; return 0; }
  local root=$work/deb file
  lay_program "$root$package_library"
  # Archives of classes are made on the machine, for its Java.
  install -d "$root/var/cache/dalleserver"
  ln -s /var/cache/dalleserver "$root$package_library/archive"
  install_file 755 "$dist_sources/deb/dalleserver" "$root/usr/bin/dalleserver"
  install_file 600 "$here/.env.example" "$root/etc/dalleserver/dalleserver.env"
  install -d -m 700 "$root/etc/dalleserver/credentials"
  lay_unit "$root"
  lay_package_docs "$root/usr/share/doc/dalleserver" "$root/usr/share/man/man1"
  install -d "$root/DEBIAN"
  for file in postinst prerm postrm; do
    install_file 755 "$dist_sources/deb/$file" "$root/DEBIAN/$file"
  done
  printf '/etc/dalleserver/dalleserver.env\n' >"$root/DEBIAN/conffiles"
  sed -e "s/@version@/$release-1/" -e "s/@maintainer@/$package_maintainer/" \
    -e "s/@size@/$(du -sk --apparent-size "$root" | cut -f1)/" \
    "$dist_sources/deb/control" >"$root/DEBIAN/control"
  (cd "$root" && find lib usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
  find "$root" -exec touch -h -d "@$epoch" {} +
  # Little can be gained from a jar. One thread: what it writes must not depend on how many processors there are.
  dpkg-deb --root-owner-group -Zxz -z1 --threads-max=1 -b "$root" "$out/dalleserver_$release-1_all.deb" >/dev/null 2>&1 ||
    dpkg-deb --root-owner-group -Zxz -z1 -b "$root" "$out/dalleserver_$release-1_all.deb" >/dev/null
}

# The units of "./run.sh install", with the paths of a package.
lay_unit() {
  local unit
  install -d "$1/lib/systemd/system" "$1/usr/lib/sysusers.d"
  for unit in dalleserver.service dalleserver@.service; do
    sed -e "s#/usr/local/lib/dalleserver/operating.md#/usr/share/doc/dalleserver/operating.md#" \
      -e "s#/usr/local/lib/dalleserver#$package_library#" \
      -e 's#^\# The server as a service.*#\# The server as a service. Changes belong into a drop-in:#' \
      -e 's#^\# belong into a drop-in: "systemctl#\# "systemctl#' \
      -e 's#^\# own\. "./run.sh install" puts this file in place, with all it names; changes#\# own. Changes#' \
      "$service_files/$unit" >"$1/lib/systemd/system/$unit"
  done
  install_file 644 "$service_files/dalleserver.sysusers" "$1/usr/lib/sysusers.d/dalleserver.conf"
}

# Documents to $1, the manual page to $2.
lay_package_docs() {
  local file
  for file in "$here"/docs/*.md "$here/README.md" "$here/SECURITY.md" "$here/NOTICE"; do
    install_file 644 "$file" "$1/${file##*/}"
  done
  install_file 644 "$here/src/main/nginx/dalleserver.conf" "$1/examples/nginx.conf"
  for file in "$here"/src/main/cluster/*; do
    install_file 644 "$file" "$1/examples/cluster/${file##*/}"
  done
  install_file 644 "$dist_sources/deb/copyright" "$1/copyright"
  gzip -9nc "$here/CHANGELOG.md" >"$1/changelog.gz"
  printf 'dalleserver (%s-1) unstable; urgency=medium\n\n  * Release %s: see changelog.gz.\n\n -- %s  %s\n' \
    "$release" "$release" "$package_maintainer" "$(LC_ALL=C date -u -R -d "@$epoch")" |
    gzip -9n >"$1/changelog.Debian.gz"
  install -d "$2"
  gzip -9nc "$dist_sources/deb/dalleserver.1" >"$2/dalleserver.1.gz"
}

# --- the list of parts -------------------------------------------------------------------------

make_sbom() {
  need_build_jdk
  quiet_maven sbom org.cyclonedx:cyclonedx-maven-plugin:2.9.1:makeBom \
    -DoutputDirectory="$work/sbom" -DincludeTestScope=false -DincludeProvidedScope=false \
    -DoutputFormat=json -DoutputName=bom -Dproject.build.outputTimestamp="$epoch"
  install_file 644 "$work/sbom/bom.json" "$out/dalleserver-$release.cdx.json"
}

# shellcheck source=src/dist/oci/image.sh
. "$dist_sources/oci/image.sh"
