#!/bin/sh
# Starts drachtio-server as Ringfirst's edge, or says why not. Its configuration is written anew at
# each start from checked values: the shell puts them in place and never reads them again.
set -eu
# shellcheck source=docker/check-settings.sh
. "$(dirname "$0")/check-settings.sh"

secret=$(secret_from RINGFIRST_EDGE_SECRET_FILE "${RINGFIRST_EDGE_SECRET_FILE:-}")
one_address RINGFIRST_EDGE_ADDRESS "${RINGFIRST_EDGE_ADDRESS:=127.0.0.1}"
one_address RINGFIRST_EDGE_ADMIN_ADDRESS "${RINGFIRST_EDGE_ADMIN_ADDRESS:=127.0.0.1}"
one_address RINGFIRST_EDGE_WS_ADDRESS "${RINGFIRST_EDGE_WS_ADDRESS:=127.0.0.1}"
plain RINGFIRST_EDGE_ADMIN_PORT "${RINGFIRST_EDGE_ADMIN_PORT:=9022}"
plain RINGFIRST_EDGE_PORT "${RINGFIRST_EDGE_PORT:=5060}"
plain RINGFIRST_EDGE_WS_PORT "${RINGFIRST_EDGE_WS_PORT:=5066}"
plain RINGFIRST_EDGE_LOG_LEVEL "${RINGFIRST_EDGE_LOG_LEVEL:=info}"

state=${RINGFIRST_EDGE_STATE:-/var/lib/ringfirst-edge}
umask 077
mkdir -p "$state"

# Phones outside need TLS: with a certificate SIP over TLS and WSS are offered; without one the
# WebSocket is for this machine alone (a browser lets a page use the microphone only there).
tls=''
if [ -n "${RINGFIRST_EDGE_CERT_FILE:-}" ]; then
  plain RINGFIRST_EDGE_CERT_FILE "$RINGFIRST_EDGE_CERT_FILE"
  plain RINGFIRST_EDGE_KEY_FILE "${RINGFIRST_EDGE_KEY_FILE:-}"
  # Those who signed the certificate; it holds them itself where it is a full chain or self-signed.
  plain RINGFIRST_EDGE_CHAIN_FILE "${RINGFIRST_EDGE_CHAIN_FILE:=$RINGFIRST_EDGE_CERT_FILE}"
  plain RINGFIRST_EDGE_TLS_PORT "${RINGFIRST_EDGE_TLS_PORT:=5061}"
  plain RINGFIRST_EDGE_WSS_PORT "${RINGFIRST_EDGE_WSS_PORT:=8443}"
  tls="<tls><key-file>$RINGFIRST_EDGE_KEY_FILE</key-file><cert-file>$RINGFIRST_EDGE_CERT_FILE</cert-file><chain-file>$RINGFIRST_EDGE_CHAIN_FILE</chain-file><min-tls-version>1.2</min-tls-version></tls>"
  contacts="<contact>sips:$RINGFIRST_EDGE_ADDRESS:$RINGFIRST_EDGE_TLS_PORT;transport=tls</contact>
      <contact>sips:$RINGFIRST_EDGE_ADDRESS:$RINGFIRST_EDGE_WSS_PORT;transport=wss</contact>"
else
  contacts="<contact>sip:$RINGFIRST_EDGE_WS_ADDRESS:$RINGFIRST_EDGE_WS_PORT;transport=ws</contact>"
fi

cat >"$state/drachtio.conf.xml" <<CONFIGURATION
<drachtio>
  <!-- Whoever gets in here commands every call: one address, a random secret. -->
  <admin port="$RINGFIRST_EDGE_ADMIN_PORT" secret="$secret">$RINGFIRST_EDGE_ADMIN_ADDRESS</admin>
  <sip>
    <contacts>
      <contact>sip:$RINGFIRST_EDGE_ADDRESS:$RINGFIRST_EDGE_PORT;transport=udp,tcp</contact>
      $contacts
    </contacts>
    $tls
    <!-- An INVITE for a browser is larger than one Ethernet frame; the path to FreeSWITCH is local. -->
    <mtu-size>4096</mtu-size>
    <!-- Scanners that announce themselves are not answered at all. -->
    <spammers action="discard" tcp-action="discard">
      <header name="User-Agent">
        <value>sip-scan</value>
        <value>sipcli</value>
        <value>sipvicious</value>
        <value>friendly-scanner</value>
        <value>sundayddr</value>
      </header>
    </spammers>
  </sip>
  <cdrs>false</cdrs>
  <logging>
    <file>
      <name>$state/drachtio.log</name>
      <archive>$state/archive</archive>
      <size>50</size>
      <maxFiles>5</maxFiles>
      <auto-flush>true</auto-flush>
    </file>
    <!-- At debug the secret would be in the log. -->
    <sofia-loglevel>1</sofia-loglevel>
    <loglevel>$RINGFIRST_EDGE_LOG_LEVEL</loglevel>
  </logging>
</drachtio>
CONFIGURATION

program=${DRACHTIO:-drachtio}
command -v "$program" >/dev/null || refuse "there is no $program: name the program in DRACHTIO"
exec "$program" -f "$state/drachtio.conf.xml"
