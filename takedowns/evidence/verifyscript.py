"""The script in every sealed archive that checks it with a POSIX shell, openssl and sha256sum, without the portal."""

from typing import Final

VERIFY: Final = rb"""#!/bin/sh
# Checks an evidence package. Needs a POSIX shell, openssl (1.1.1 or later) and sha256sum. Nothing is fetched or changed.
#   sh verify.sh [FOLDER [FINGERPRINT]]
# FOLDER: where the package lies; without it, where this script lies. FINGERPRINT: SHA-256 of the agency's certificate, as the
# agency itself names it. Ends with 0 only if everything holds. A script that was changed can say anything: run a copy that
# you had before, or compare its SHA-256 with the one that the portal shows.
PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}
LC_ALL=C
export PATH LC_ALL
unset CDPATH
cd -- "${1:-$(dirname -- "$0")}" || exit 2
for tool in openssl sha256sum find sed sort tr grep; do
  command -v "$tool" >/dev/null || { echo "NO  $tool is not installed here"; exit 2; }
done
bad=0
tell() {
  if [ "$1" = 0 ]; then echo "ok  $2"; else echo "NO  $2"; bad=1; fi
}
signed() {
  [ "$(openssl x509 -in "certificates/$1.pem" -noout -pubkey 2>/dev/null)" = "$(cat "certificates/$1-key.pem" 2>/dev/null)" ] &&
    openssl dgst -sha256 -verify "certificates/$1-key.pem" -signature "$3" "$2" >/dev/null 2>&1
}
print_of() {
  openssl x509 -in "certificates/$1.pem" -outform DER 2>/dev/null | sha256sum | cut -c 1-64
}

have=$(find . ! -type d ! -path ./SHA256SUMS ! -path ./SHA256SUMS.sig | sed 's|^\./||' | sort)
want=$(sed -n 's/^[0-9a-f]\{64\}  //p' SHA256SUMS 2>/dev/null | sort)
[ -n "$want" ] && [ "$have" = "$want" ] && [ -z "$(find . ! -type d ! -type f)" ]
tell $? "no file is missing and none was added"
sha256sum -c SHA256SUMS >/dev/null 2>&1
tell $? "every file is as it is listed in SHA256SUMS"
signed package SHA256SUMS SHA256SUMS.sig
tell $? "the list is signed with the agency's key"
signed manifest manifest.json manifest.sig
tell $? "the manifest is signed with the key that the agency had at the capture"

listed=$(tr '{}' '\n\n' <manifest.json | sed -n 's/.*"name":"\([^"]*\)","sha256":"\([0-9a-f]\{64\}\)".*/\2  items\/\1/p' |
  while IFS= read -r line; do grep -qxF -- "${line#*items/}" withheld.txt || printf '%s\n' "$line"; done | sort)
held=$(grep '^[0-9a-f]*  items/' SHA256SUMS 2>/dev/null | sort)
[ "$listed" = "$held" ]
tell $? "the files in items are those of the manifest"

rows=$(sed '1d;$d' custody.json)
chain=$(sha256sum manifest.json | cut -c 1-64)
printf '%s\n' "$rows" | sed 's/,$//' | {
  while IFS= read -r line; do
    digest=$(printf '%s\n' "$line" | sed -n 's/^{"digest":"\([0-9a-f]\{64\}\)","row":{.*}}$/\1/p')
    row=$(printf '%s\n' "$line" | sed -n 's/^{"digest":"[0-9a-f]\{64\}","row":\({.*}\)}$/\1/p')
    own=$(printf '%s' "$row" | sha256sum | cut -c 1-64)
    chain=$(printf '%s%s' "$chain" "$own" | sha256sum | cut -c 1-64)
    [ -n "$digest" ] && [ "$chain" = "$digest" ] || exit 1
  done
}
tell $? "the custody log is an unbroken chain that begins with the manifest"

stamped=0
for stamp in stamps/*.tsr; do
  [ -f "$stamp" ] || continue
  base=${stamp%.tsr}
  stamped=1
  openssl ts -verify -data manifest.json -in "$stamp" -CAfile "$base.pem" -untrusted "$base.pem" -partial_chain -no_check_time >/dev/null 2>&1
  tell $? "time stamp $stamp: $(openssl ts -reply -in "$stamp" -text 2>/dev/null | sed -n 's/^Time stamp: //p')"
  sed 's/^/    /' "$base.txt"
done
[ "$stamped" = 1 ] || echo "--  there is no time stamp: the times are those of the agency's own clock"
[ -s withheld.txt ] && { echo "--  kept back by the agency, so not checked here:"; sed 's/^/    /' withheld.txt; }
names=$(tr '{}' '\n\n' <manifest.json | sed -n 's/.*"name":"\([^"]*\)","sha256":"[0-9a-f]\{64\}".*/\1/p')
printf '%s\n' "$rows" | sed -n 's/.*"row":{"action":"removed item \([1-9][0-9]*\): protected",.*"at":"\([^"]*\)".*/\1 \2/p' |
  while read -r number at; do
    echo "--  removed on $at, because the case is protected: $(printf '%s\n' "$names" | sed -n "${number}p")"
  done

one=$(print_of manifest)
two=$(print_of package)
echo "--  certificate of the manifest: $one"
echo "--  certificate of the list:     $two"
if [ -n "$2" ]; then
  [ "$2" = "$one" ] || [ "$2" = "$two" ]
  tell $? "one of them is the agency's, as it was given"
else
  echo "--  compare them with what the agency names: a forger has a key of his own"
fi
if [ "$bad" = 0 ]; then
  echo "WHOLE. The package is as it was sealed. It does not show that what a page says is true."
else
  echo "CHANGED. Do not rely on this package. Ask the agency for it again."
fi
exit "$bad"
"""
