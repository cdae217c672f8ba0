# Scripted customers for the lab profile.
FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends sip-tester \
  && rm -rf /var/lib/apt/lists/*
USER nobody
ENTRYPOINT ["sipp"]
