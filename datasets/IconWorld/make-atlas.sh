#!/usr/bin/env bash
# Makes everything that the icon world ships (folder shipped/ beside this script), once: concepts.csv, splits.csv, wordnet.csv, glosses.txt,
# atlas/<style>.png and SHA256SUMS. Only for regeneration: a fresh machine reads the committed files and needs none of this.
# Needs: node and npm, rsvg-convert (Debian librsvg2-bin), apt-get and dpkg (for the package wordnet-base).
# The sources are pinned by version and by sha256; librsvg's version decides the last bits of the pixels (2.54.7 was used).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$(mktemp -d)}
shipped="$here/shipped"
mkdir -p "$work/packages" "$work/sources"

for tool in node npm rsvg-convert apt-get dpkg sha256sum; do
    command -v "$tool" > /dev/null || { echo "make-atlas.sh: '$tool' is missing; on Debian: apt-get install npm librsvg2-bin" >&2; exit 1; }
done

take() { # take <sha256> <file> <folder name> <command…>: fetches the file if absent, checks it, unpacks it
    local want=$1 file=$2 folder=$3
    shift 3
    [ -f "$work/packages/$file" ] || (cd "$work/packages" && "$@" > /dev/null)
    local got
    got=$(sha256sum "$work/packages/$file" | cut -d' ' -f1)
    if [ "$got" != "$want" ]; then
        echo "make-atlas.sh: $file has sha256 $got, wanted $want. Delete it and fetch it again, or pin the new version knowingly." >&2
        exit 1
    fi
    mkdir -p "$work/sources/$folder"
    case $file in
        *.tgz) tar xzf "$work/packages/$file" -C "$work/sources/$folder" --strip-components=1 ;;
        *.deb) dpkg -x "$work/packages/$file" "$work/sources/$folder" ;;
    esac
}

take 7d064769dee690815f823bc5bcc511d957198caf9f5edd8dd9c1aa48a6aeb175 iconify-json-fluent-emoji-flat-1.2.6.tgz fluent npm pack --silent @iconify-json/fluent-emoji-flat@1.2.6
take 3e918d88fc945c0bb3d468dbace6f88caef67f01c9f0e7bcae0915a042e8f1ad iconify-json-noto-1.2.9.tgz noto npm pack --silent @iconify-json/noto@1.2.9
take 2bf62c26c2c2884aa99e90aec942cdaee17a5921f05690694f4978ad4b017c37 iconify-json-noto-v1-1.2.5.tgz noto-v1 npm pack --silent @iconify-json/noto-v1@1.2.5
take 26a14f44284407e8bcde91799388dca2bfd91dbcd55a97f425524a1c5b73610e iconify-json-emojione-1.2.3.tgz emojione npm pack --silent @iconify-json/emojione@1.2.3
take 19046dff7d8707ce96212ec86468b36ac5f8e60409629dd13f809265c6d0ebb7 iconify-json-twemoji-1.2.5.tgz twemoji npm pack --silent @iconify-json/twemoji@1.2.5
take d01d0e2ca4e22cb402679532155342c71e2e871f25c32223c013b8b166ebdf5a emojibase-data-17.0.0.tgz emojibase npm pack --silent emojibase-data@17.0.0
take 61060d960f9ada8fa120872312eccd3ecebfbab8c4579e4f5a74e1cf67620752 'wordnet-base_1%3a3.0-37_all.deb' wordnet apt-get download wordnet-base=1:3.0-37

mkdir -p "$shipped/atlas" "$work/sheets"
node "$here/make-atlas/concepts.mjs" "$work/sources" "$shipped" "$work/sheets"
for sheet in "$work"/sheets/*.svg; do
    style=$(basename "$sheet" .svg)
    rsvg-convert "$sheet" > "$work/sheets/$style.png"
    node "$here/make-atlas/quantise.mjs" "$work/sheets/$style.png" "$shipped/atlas/$style.png"
done
cd "$shipped"
sha256sum atlas/*.png concepts.csv glosses.txt splits.csv wordnet.csv > SHA256SUMS
ls -l atlas ./*.csv ./*.txt
