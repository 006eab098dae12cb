# The Node of the npm package `node` on Debian, for networks without Docker Hub's node image; libfaketime moves clocks.
# docker build -t lockstep/node:bookworm -f compose/images/node.Dockerfile node_modules/node/bin
FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libstdc++6 libfaketime \
  && rm -rf /var/lib/apt/lists/*
COPY --chmod=755 node /usr/local/bin/node
EXPOSE 8080
CMD ["node"]
