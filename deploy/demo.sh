#!/usr/bin/env bash
# Plays a conversation through a service of its own and shows what it found. ./dev demo [--keep]
set -euo pipefail
cd "$(dirname "$0")/.."
program=build/release/bin/mingcha
keep=false
[ "${1:-}" = --keep ] && keep=true

folder=$(mktemp -d)
service=
stop() {
  [ -z "$service" ] || { kill -TERM "$service" 2>/dev/null && wait "$service" || true; }
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

heading() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || heading() { printf '\n%s\n' "$*"; }

heading "1. The service, with its embedded store and the pack finance-cn"
port=$($keep && echo 50151 || echo 0)
"$program" serve --listen "127.0.0.1:$port" --store "$folder/mingcha.db" >"$folder/serve.log" 2>&1 &
service=$!
for _ in $(seq 200); do
  address=$(sed -n 's/.*listening on \(127\.0\.0\.1:[0-9]*\).*/\1/p' "$folder/serve.log" | head -1)
  [ -n "$address" ] && break
  kill -0 "$service" 2>/dev/null || { cat "$folder/serve.log"; exit 1; }
  sleep 0.1
done
[ -n "$address" ] || { echo "the service did not come up:"; cat "$folder/serve.log"; exit 1; }
grep -m1 'listening on' "$folder/serve.log"

heading "2. A conversation, streamed to it message by message (corpus/conversations/demo.jsonl)"
"$program" stream --to "$address" --clock event --frame 1 --format text corpus/conversations/demo.jsonl

heading "3. The tickets that were marked for the risk-control team"
"$program" tickets list --store "$folder/mingcha.db" --format text
"$program" tickets list --store "$folder/mingcha.db" --format jsonl |
  sed -n 's/.*"ticket_id":"\([0-9a-f]*\)".*/\1/p' | while read -r ticket; do
    printf '\n'
    "$program" tickets show --store "$folder/mingcha.db" --format text "${ticket:0:12}"
  done

if $keep; then
  heading "The service goes on, at $address. Talk to it from another terminal:"
  cat <<TEXT
  $program stream --to $address corpus/conversations/otp-request.jsonl
  $program tickets list --store $folder/mingcha.db
  Ctrl-C ends it.
TEXT
  wait "$service"
fi
