#!/bin/sh
# Starts FreeSWITCH with Ringfirst's configuration, or says why not. The values go through the
# environment, which vars.xml reads; nothing is written into the configuration.
set -eu
# shellcheck source=docker/check-settings.sh
. "$(dirname "$0")/check-settings.sh"

RINGFIRST_ESL_PASSWORD=$(secret_from RINGFIRST_ESL_PASSWORD_FILE "${RINGFIRST_ESL_PASSWORD_FILE:-}")
export RINGFIRST_ESL_PASSWORD

one_address RINGFIRST_ESL_ADDRESS "${RINGFIRST_ESL_ADDRESS:=127.0.0.1}"
one_address RINGFIRST_SIP_ADDRESS "${RINGFIRST_SIP_ADDRESS:=127.0.0.1}"
one_address RINGFIRST_RTP_ADDRESS "${RINGFIRST_RTP_ADDRESS:=127.0.0.1}"
# Far ends are told the address of the audio, unless another one leads to it.
[ -n "${RINGFIRST_RTP_PUBLIC_ADDRESS:-}" ] || unset RINGFIRST_RTP_PUBLIC_ADDRESS
some_net RINGFIRST_APP_NET "${RINGFIRST_APP_NET:=127.0.0.1/32}"
some_net RINGFIRST_EDGE_NET "${RINGFIRST_EDGE_NET:=127.0.0.1/32}"
value=''
for name in ESL_PORT SIP_PORT RTP_PUBLIC_ADDRESS RTP_FIRST_PORT RTP_LAST_PORT CAPTURE_SERVER \
  MAX_SESSIONS SESSIONS_PER_SECOND LOG_LEVEL; do
  eval "value=\${RINGFIRST_$name:-unset}"
  plain "RINGFIRST_$name" "$value"
done
export RINGFIRST_ESL_ADDRESS RINGFIRST_SIP_ADDRESS RINGFIRST_RTP_ADDRESS
export RINGFIRST_APP_NET RINGFIRST_EDGE_NET

state=${RINGFIRST_SWITCH_STATE:-/var/lib/ringfirst-switch}
umask 077
# The list of channels is a database that every call writes: in memory, since a restart forgets it.
database=${RINGFIRST_SWITCH_DATABASE:-$state/db}
mkdir -p "$state/log" "$state/run" "$state/certs" "$state/storage" "$database"

# Audio wants real-time priority; where the machine is shared, `-np` gives it up.
priority=${RINGFIRST_SWITCH_PRIORITY:--rp}
plain RINGFIRST_SWITCH_PRIORITY "$priority"

# Packages put it on the path, a build of the sources into its own folder.
own=/usr/local/freeswitch/bin/freeswitch
[ -n "${FREESWITCH:-}" ] || FREESWITCH=$(command -v freeswitch || echo "$own")
command -v "$FREESWITCH" >/dev/null || refuse "there is no $FREESWITCH: name the program in FREESWITCH"

exec "$FREESWITCH" -nf -nc -nonat "$priority" \
  -conf "${RINGFIRST_SWITCH_CONF:-/etc/ringfirst/freeswitch-conf}" \
  -log "$state/log" -db "$database" -run "$state/run" \
  -certs "$state/certs" -storage "$state/storage"
