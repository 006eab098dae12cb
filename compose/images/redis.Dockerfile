# Redis from Debian packages, for networks that have a registry mirror of Debian but none of Docker Hub.
# docker build -t lockstep/redis:bookworm -f compose/images/redis.Dockerfile compose/images
FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends redis-server \
  && rm -rf /var/lib/apt/lists/*
EXPOSE 6379
CMD ["redis-server", "--protected-mode", "no"]
