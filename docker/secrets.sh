#!/bin/sh
# Makes the secrets that the services share, once, random, readable by their one user alone.
set -eu
umask 077
for name in esl-password edge-secret phone-bob; do
  file=/secrets/$name
  if [ ! -s "$file" ]; then
    head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$file.new"
    mv "$file.new" "$file"
  fi
done
chown -R 10001:10001 /secrets /state
